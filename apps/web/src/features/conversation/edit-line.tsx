import { Button } from '@mantine/core';
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import { LONGEST } from '../composer/composer.tsx';
import { fromText, isEmpty, textOf, toBody, toDocument } from '../rich-text/document.ts';
import type { EditorHandle } from '../rich-text/editor-props.ts';
import { useConversationContext } from './conversation-context.ts';
import css from './edit-line.module.css';
import type { Line } from './line.ts';
import { useMentionable } from './use-mentionable.ts';

const RichEditor = lazy(async () => {
  const { RichEditor } = await import('../rich-text/rich-editor.tsx');
  return { default: RichEditor };
});

/** A message being written anew where it stands. Enter keeps it, Escape leaves it as it was. */
export function EditLine({ line }: { readonly line: Line }): ReactNode {
  const { actions } = useConversationContext();
  const { message } = line;
  const editor = useRef<EditorHandle>(undefined);
  const [initial] = useState(() => toDocument(message.rich_text_body) ?? fromText(message.body));
  const [doc, setDoc] = useState(initial);
  const left = LONGEST - textOf(doc).trim().length;
  const usable = !isEmpty(doc) && left >= 0;

  function save(): void {
    const now = editor.current?.document() ?? doc;
    if (isEmpty(now) || textOf(now).trim().length > LONGEST) return;
    actions.save(message, toBody(now).body);
  }
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className={css.box}>
        <Suspense fallback={<p className={css.waiting}>{line.text}</p>}>
          <RichEditor
            label="Edit your message"
            placeholder="Write a message"
            initial={initial}
            invalid={left < 0}
            formatting={false}
            usePeople={useMentionable}
            onChange={setDoc}
            onEnter={save}
            onEscape={() => {
              actions.stopEditing();
              return true;
            }}
            onReady={(handle) => {
              editor.current = handle;
              handle?.focus();
            }}
          />
        </Suspense>
      </div>
      <div className={css.buttons}>
        {left < 0 && <span role="alert">{-left} too many</span>}
        <Button size="compact-sm" variant="subtle" onClick={actions.stopEditing}>
          Cancel
        </Button>
        <Button size="compact-sm" type="submit" disabled={!usable}>
          Save
        </Button>
      </div>
    </form>
  );
}
