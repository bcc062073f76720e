import { Editor, type Content } from '@tiptap/core';
import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { toDocument, type RichNode } from './document.ts';
import type { EditorHandle, RichEditorProps } from './editor-props.ts';
import { extensions } from './extensions.ts';
import { FormatBar } from './format-bar.tsx';
import { MentionList } from './mention-list.tsx';
import css from './rich-editor.module.css';
import type { Suggesting } from './suggesting.ts';
import { useMentionKeys } from './use-mention-keys.ts';

/** Where one writes with styles. Enter sends, Shift and Enter begin a line, `@` names somebody. */
export function RichEditor(props: RichEditorProps): ReactNode {
  const { label, placeholder, disabled = false, formatting, describedBy, invalid = false } = props;
  const place = useRef<HTMLDivElement>(null);
  const newest = useRef(props);
  useLayoutEffect(() => {
    newest.current = props;
  });
  const [editor, setEditor] = useState<Editor>();
  const [suggesting, setSuggesting] = useState<Suggesting>();
  const list = useId();
  const { people, active, setActive, onKey } = useMentionKeys(suggesting, props.usePeople);
  const suggestKey = useRef(onKey);
  useLayoutEffect(() => {
    suggestKey.current = onKey;
  });

  useEffect(() => {
    const made = new Editor({
      element: place.current,
      injectCSS: false,
      content: (newest.current.initial ?? null) as Content,
      editable: newest.current.disabled !== true,
      extensions: extensions({
        placeholder,
        onEnter: () => newest.current.onEnter(),
        onUp: () => newest.current.onUp?.(),
        onEscape: () => newest.current.onEscape?.() ?? false,
        onSuggest: setSuggesting,
        onSuggestKey: (event) => suggestKey.current(event),
      }),
      editorProps: { attributes: { class: css.text ?? '', role: 'textbox', dir: 'auto' } },
      onUpdate: ({ editor: changed }) => newest.current.onChange(changed.getJSON() as RichNode),
    });
    setEditor(made);
    newest.current.onReady(handleOf(made));
    return () => {
      newest.current.onReady(undefined);
      made.destroy();
    };
  }, [placeholder]);

  useEffect(() => {
    editor?.setEditable(!disabled, false);
  }, [editor, disabled]);

  const open = people.length > 0;
  // The editor writes its own attributes: ours are put on the element it made.
  useEffect(() => {
    const attributes: Record<string, string | undefined> = {
      'aria-label': label,
      'aria-multiline': 'true',
      'aria-describedby': describedBy,
      'aria-invalid': invalid ? 'true' : undefined,
      'aria-disabled': disabled ? 'true' : undefined,
      'aria-autocomplete': 'list',
      'aria-controls': open ? list : undefined,
      'aria-activedescendant': open ? `${list}-${active}` : undefined,
    };
    const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
    editor?.setOptions({
      editorProps: {
        attributes: {
          class: css.text ?? '',
          role: 'textbox',
          dir: 'auto',
          ...(Object.fromEntries(given) as Record<string, string>),
        },
      },
    });
  }, [editor, label, describedBy, invalid, disabled, open, active, list]);

  return (
    <div className={css.editor}>
      {open && suggesting !== undefined && (
        <MentionList
          id={list}
          people={people}
          active={active}
          onHover={setActive}
          onChoose={suggesting.choose}
        />
      )}
      {formatting && editor !== undefined && <FormatBar editor={editor} />}
      <div ref={place} className={css.place} />
    </div>
  );
}

function handleOf(editor: Editor): EditorHandle {
  return {
    focus() {
      // The command waits for a frame: what is typed until then would be lost.
      editor.view.dom.focus({ preventScroll: true });
      editor.commands.focus('end', { scrollIntoView: false });
    },
    clear: () => void editor.commands.clearContent(true),
    insert: (text) => void editor.chain().focus().insertContent(text).run(),
    document: () => toDocument({ body: { ...editor.getJSON() } }) ?? { type: 'doc', content: [] },
  };
}
