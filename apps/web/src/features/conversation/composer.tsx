import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { SendHorizontal } from 'lucide-react';
import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import css from './composer.module.css';
import { keepDraft, readDraft } from './drafts.ts';

/** Most characters of a message; an emoji of several code points counts each of them. */
export const LONGEST = 4_000;
/** The counter shows when this many are left. */
const NEAR = 200;

interface ComposerProps {
  readonly roomName: string;
  /** Under which the draft is kept. */
  readonly uuid: string;
  readonly onSend: (text: string) => void;
  /** Something is being typed, or no longer. */
  readonly onTyping?: (active: boolean) => void;
  readonly disabled?: boolean;
  readonly inputRef?: RefObject<HTMLTextAreaElement | null>;
  /** Takes the focus when the room opens. */
  readonly autoFocus?: boolean;
  readonly storage?: Storage;
}

/** Where one writes: Enter sends, Shift+Enter begins a new line. What is not sent is kept as a draft. */
export function Composer({
  roomName,
  uuid,
  onSend,
  onTyping,
  disabled = false,
  inputRef,
  autoFocus = false,
  storage = globalThis.sessionStorage,
}: ComposerProps): ReactNode {
  const [text, setText] = useState(() => readDraft(storage, uuid));
  const own = useRef<HTMLTextAreaElement>(null);
  const input = inputRef ?? own;
  const hint = useId();
  const counter = useId();
  const left = LONGEST - Array.from(text.trim()).length;
  const sendable = text.trim() !== '' && left >= 0 && !disabled;

  useLayoutEffect(() => {
    const area = input.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [input, text]);

  useEffect(() => {
    if (autoFocus) input.current?.focus({ preventScroll: true });
  }, [autoFocus, input]);

  function change(next: string): void {
    setText(next);
    keepDraft(storage, uuid, next);
    onTyping?.(next.trim() !== '');
  }

  function send(): void {
    if (!sendable) return;
    onSend(text.trim());
    change('');
    input.current?.focus();
  }

  function key(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className={css.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={input}
        className={css.input}
        rows={1}
        value={text}
        disabled={disabled}
        dir="auto"
        placeholder="Write a message"
        aria-label={`Message to ${roomName}`}
        aria-describedby={`${hint} ${counter}`}
        aria-invalid={left < 0}
        enterKeyHint="send"
        autoComplete="off"
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={key}
      />
      <VisuallyHidden id={hint}>Enter sends, Shift and Enter begin a new line.</VisuallyHidden>
      <span className={css.counter} id={counter} data-over={left < 0} aria-live="polite">
        {left <= NEAR && (left < 0 ? `${-left} too many` : `${left} left`)}
      </span>
      <ActionIcon
        type="submit"
        variant="filled"
        size={40}
        radius="md"
        aria-label="Send"
        disabled={!sendable}
      >
        <SendHorizontal aria-hidden size={19} />
      </ActionIcon>
    </form>
  );
}
