import { useId, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { ParleyError } from '@parley/client';
import { TEXT_CHARACTERS, useWSText } from './ws-text-context.ts';

/**
 * The place to write: Enter sends, Shift+Enter begins a line. It has class names and no style:
 * `parley-form`, `parley-input`, `parley-send`, `parley-failed`.
 */
export function MessageForm(): JSX.Element {
  const { submitMessage, error } = useWSText();
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const input = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  const isClosed = error !== undefined && !error.retry;

  function send(): void {
    const written = text;
    if (written.trim() === '') return;
    setText('');
    setTrouble(undefined);
    input.current?.focus();
    submitMessage(written).catch((thrown: unknown) => {
      // Taken back by the user: nothing to tell.
      if (thrown instanceof ParleyError && thrown.code === 'cancelled') return;
      setTrouble(thrown instanceof Error ? thrown.message : String(thrown));
      // What was written is not lost, unless something new stands there.
      setText((now) => (now === '' ? written : now));
    });
  }
  function onKeyDown(event: KeyboardEvent): void {
    // Enter also ends the choice of a character in many scripts: that one sends nothing.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }
  return (
    <form
      className="parley-form"
      aria-label="Write a message"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {trouble !== undefined && (
        <p className="parley-failed" id={hint} role="alert">
          Not sent. {trouble}
        </p>
      )}
      <textarea
        ref={input}
        className="parley-input"
        aria-label="Message"
        aria-describedby={trouble === undefined ? undefined : hint}
        placeholder="Write a message"
        rows={1}
        maxLength={TEXT_CHARACTERS}
        value={text}
        disabled={isClosed}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="parley-send" disabled={isClosed || text.trim() === ''}>
        Send
      </button>
    </form>
  );
}
