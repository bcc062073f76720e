import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { Editor } from '@tiptap/core';
import {
  Bold,
  Code,
  Italic,
  Link as LinkIcon,
  List,
  ListOrdered,
  Quote,
  SquareCode,
  Strikethrough,
} from 'lucide-react';
import { useReducer, useEffect, useState, type ReactNode } from 'react';
import { stepButtons } from '../../ui/step-buttons.ts';
import css from './format-bar.module.css';
import { safeHref } from './link-parts.ts';

interface Style {
  readonly name: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly run: (editor: Editor) => void;
}

const size = 17;
const styles: readonly Style[] = [
  {
    name: 'bold',
    label: 'Bold',
    icon: <Bold aria-hidden size={size} />,
    run: (editor) => editor.chain().focus().toggleBold().run(),
  },
  {
    name: 'italic',
    label: 'Italic',
    icon: <Italic aria-hidden size={size} />,
    run: (editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    name: 'strike',
    label: 'Crossed out',
    icon: <Strikethrough aria-hidden size={size} />,
    run: (editor) => editor.chain().focus().toggleStrike().run(),
  },
  {
    name: 'code',
    label: 'Code',
    icon: <Code aria-hidden size={size} />,
    run: (editor) => editor.chain().focus().toggleCode().run(),
  },
  {
    name: 'bulletList',
    label: 'List',
    icon: <List aria-hidden size={size} />,
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: 'orderedList',
    label: 'Numbered list',
    icon: <ListOrdered aria-hidden size={size} />,
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
  {
    name: 'blockquote',
    label: 'Quote',
    icon: <Quote aria-hidden size={size} />,
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
  },
  {
    name: 'codeBlock',
    label: 'Block of code',
    icon: <SquareCode aria-hidden size={size} />,
    run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
  },
];

/** The styles of a text, each a button that says whether it is on. One stop of the Tab key. */
export function FormatBar({ editor }: { readonly editor: Editor }): ReactNode {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [linking, setLinking] = useState(false);
  useEffect(() => {
    editor.on('transaction', redraw);
    return () => void editor.off('transaction', redraw);
  }, [editor]);
  if (linking) return <LinkForm editor={editor} onDone={() => setLinking(false)} />;
  return (
    <div className={css.bar} role="toolbar" aria-label="Styles" onKeyDown={stepButtons}>
      {styles.map(({ name, label, icon, run }, at) => (
        <ActionIcon
          key={name}
          size={32}
          aria-label={label}
          title={label}
          aria-pressed={editor.isActive(name)}
          className={css.style ?? ''}
          tabIndex={at === 0 ? 0 : -1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => run(editor)}
        >
          {icon}
        </ActionIcon>
      ))}
      <ActionIcon
        size={32}
        aria-label="Link"
        title="Link"
        aria-pressed={editor.isActive('link')}
        className={css.style ?? ''}
        tabIndex={-1}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => setLinking(true)}
      >
        <LinkIcon aria-hidden size={size} />
      </ActionIcon>
    </div>
  );
}

function LinkForm({
  editor,
  onDone,
}: {
  readonly editor: Editor;
  readonly onDone: () => void;
}): ReactNode {
  const [address, setAddress] = useState(() => {
    const { href } = editor.getAttributes('link');
    return typeof href === 'string' ? href : '';
  });
  const [wrong, setWrong] = useState(false);
  function apply(): void {
    const whole = /^[a-z][a-z\d+.-]*:/iu.test(address.trim())
      ? address.trim()
      : `https://${address.trim()}`;
    const href = safeHref(whole);
    if (href === undefined || !/[.:@]/u.test(address)) return setWrong(true);
    const chain = editor.chain().focus().extendMarkRange('link');
    if (editor.state.selection.empty && !editor.isActive('link')) {
      const text = address.trim();
      chain.insertContent({ type: 'text', text, marks: [{ type: 'link', attrs: { href } }] }).run();
    } else chain.setLink({ href }).run();
    onDone();
  }
  function cancel(): void {
    editor.commands.focus();
    onDone();
  }
  return (
    <div className={css.link}>
      <TextInput
        className={css.address ?? ''}
        aria-label="Address of the link"
        placeholder="https://"
        size="xs"
        autoFocus
        value={address}
        error={wrong ? 'That is no address of a page.' : undefined}
        aria-invalid={wrong}
        onChange={(event) => {
          setAddress(event.currentTarget.value);
          setWrong(false);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply();
          else if (event.key === 'Escape') cancel();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <Button size="xs" onClick={apply}>
        Link
      </Button>
      {editor.isActive('link') && (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            editor.chain().focus().extendMarkRange('link').unsetLink().run();
            onDone();
          }}
        >
          Remove
        </Button>
      )}
      <Button size="xs" variant="subtle" onClick={cancel}>
        Cancel
      </Button>
    </div>
  );
}
