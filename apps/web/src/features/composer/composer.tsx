import { ActionIcon, VisuallyHidden } from '@mantine/core';
import type { RichTextBody } from '@parley/domains/chat/schema';
import { CaseSensitive, SendHorizontal } from 'lucide-react';
import {
  lazy,
  Suspense,
  useCallback,
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type ReactNode,
  type Ref,
} from 'react';
import { EmojiButton } from '../emoji/emoji-button.tsx';
import { AttachButton } from '../files/attach-button.tsx';
import { isEmpty, textOf, toBody, type RichNode } from '../rich-text/document.ts';
import type { EditorHandle, UsePeople } from '../rich-text/editor-props.ts';
import css from './composer.module.css';
import { keepDraft, readDraft } from './drafts.ts';

// The largest piece of the app: what was said is shown before it is there.
const RichEditor = lazy(async () => {
  const { RichEditor } = await import('../rich-text/rich-editor.tsx');
  return { default: RichEditor };
});

/** Most characters of a message: with its styles it still goes in one frame. */
export const LONGEST = 10_000;
/** The counter shows when this many are left. */
const NEAR = 200;

const nothing: RichNode = { type: 'doc', content: [] };

/** What others may do with a composer. */
export interface ComposerHandle {
  /** Now, or as soon as the editor is there. */
  readonly focus: () => void;
}

interface ComposerProps {
  /** "Message to Lobby" */
  readonly label: string;
  readonly placeholder: string;
  /** Under which the draft is kept. */
  readonly draft: string;
  readonly onSend: (body: RichTextBody, text: string) => void;
  /** Something is being typed. */
  readonly onTyping?: () => void;
  /** The arrow key up, with nothing written. */
  readonly onUp?: () => void;
  readonly onEscape?: () => boolean;
  /** Files were chosen or pasted. */
  readonly onFiles?: (files: readonly File[]) => void;
  readonly usePeople: UsePeople;
  readonly disabled?: boolean;
  readonly ref?: Ref<ComposerHandle>;
  /** Takes the focus when it opens. */
  readonly autoFocus?: boolean;
  readonly storage?: Storage;
}

/** Where one writes: Enter sends, Shift+Enter begins a new line. What is not sent is kept as a draft. */
export function Composer(props: ComposerProps): ReactNode {
  const { label, placeholder, draft, onSend, onTyping, onFiles, usePeople } = props;
  const { disabled = false } = props;
  const { autoFocus = false, storage = globalThis.sessionStorage } = props;
  const [initial] = useState(() => readDraft(storage, draft));
  const [doc, setDoc] = useState(initial ?? nothing);
  const [formatting, setFormatting] = useState(false);
  const editor = useRef<EditorHandle>(undefined);
  const wanted = useRef(autoFocus);
  const hint = useId();
  const counter = useId();
  const text = textOf(doc);
  const left = LONGEST - text.trim().length;
  const sendable = !isEmpty(doc) && left >= 0 && !disabled;

  useImperativeHandle(props.ref, () => ({
    focus() {
      wanted.current = true;
      editor.current?.focus();
    },
  }));
  const onReady = useCallback((handle: EditorHandle | undefined) => {
    editor.current = handle;
    if (wanted.current) handle?.focus();
  }, []);

  function change(next: RichNode): void {
    setDoc(next);
    keepDraft(storage, draft, next);
    if (!isEmpty(next)) onTyping?.();
  }

  function send(): void {
    const now = editor.current?.document() ?? nothing;
    const words = textOf(now).trim();
    if (disabled || words === '' || words.length > LONGEST) return;
    onSend(toBody(now), words);
    editor.current?.clear();
    change(nothing);
    editor.current?.focus();
  }

  return (
    <form
      className={css.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onPasteCapture={(event) => {
        const { files, types } = event.clipboardData;
        // Words that come with a picture of themselves are words.
        if (onFiles === undefined || files.length === 0 || types.includes('text/plain')) return;
        event.preventDefault();
        event.stopPropagation();
        if (!disabled) onFiles(Array.from(files));
      }}
    >
      <Suspense fallback={<Waiting text={initial === undefined ? placeholder : textOf(initial)} />}>
        <RichEditor
          label={label}
          placeholder={placeholder}
          initial={initial}
          disabled={disabled}
          invalid={left < 0}
          describedBy={`${hint} ${counter}`}
          formatting={formatting}
          usePeople={usePeople}
          onChange={change}
          onEnter={send}
          {...(props.onUp && { onUp: props.onUp })}
          {...(props.onEscape && { onEscape: props.onEscape })}
          onReady={onReady}
        />
      </Suspense>
      <VisuallyHidden id={hint}>
        Enter sends, Shift and Enter begin a new line, @ mentions somebody.
      </VisuallyHidden>
      <div className={css.tools}>
        <span className={css.counter} id={counter} data-over={left < 0} aria-live="polite">
          {left <= NEAR && (left < 0 ? `${-left} too many` : `${left} left`)}
        </span>
        {onFiles && <AttachButton disabled={disabled} onFiles={onFiles} />}
        <ActionIcon
          size={36}
          aria-label="Styles"
          title="Styles"
          aria-expanded={formatting}
          disabled={disabled}
          onClick={() => {
            setFormatting((shown) => !shown);
            editor.current?.focus();
          }}
        >
          <CaseSensitive aria-hidden size={21} />
        </ActionIcon>
        <EmojiButton
          label="Emoji"
          size={36}
          disabled={disabled}
          onChoose={(emoji) => editor.current?.insert(emoji)}
        />
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
      </div>
    </form>
  );
}

/** Holds the place of the editor. */
function Waiting({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={css.waiting} aria-hidden="true">
      {text}
    </div>
  );
}
