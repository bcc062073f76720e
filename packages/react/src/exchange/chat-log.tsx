import { useLayoutEffect, useRef, useState, type JSX } from 'react';
import type { PendingMessage } from '@parley/client';
import type { TopicMessage } from './topic-message.ts';
import { useWSText } from './ws-text-context.ts';

/** This near to the end counts as being there, px. */
const NEAR_END = 60;

/**
 * The shared list as a log. It has class names and no style: `parley-log`, `parley-older`,
 * `parley-lines`, `parley-line` (`data-kind`, `data-own`, `data-state`).
 *
 * Whoever reads at the end stays there as lines come; elsewhere the lines stay where they are.
 */
export function ChatLog(): JSX.Element {
  const { topicMessages, pending, older, hasOlder, loading, error, self } = useWSText();
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  /** How far the end was below what is seen, when older lines were asked for. */
  const fromEnd = useRef<number>(undefined);
  const [failed, setFailed] = useState(false);

  const first = topicMessages[0]?.id;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || fromEnd.current === undefined) return;
    element.scrollTop = element.scrollHeight - fromEnd.current;
    fromEnd.current = undefined;
  }, [first]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [topicMessages, pending]);

  async function fetchOlder(): Promise<void> {
    const element = box.current;
    if (element !== null) fromEnd.current = element.scrollHeight - element.scrollTop;
    isAtEnd.current = false;
    setFailed(false);
    try {
      await older();
    } catch {
      setFailed(true);
    }
  }
  function look(element: HTMLElement): void {
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    isAtEnd.current = left < NEAR_END;
  }
  return (
    <div
      ref={box}
      className="parley-log"
      role="log"
      aria-label="Messages"
      // What scrolls can be reached by the keyboard.
      tabIndex={0}
      onScroll={(event) => look(event.currentTarget)}
    >
      {hasOlder && (
        <button
          type="button"
          className="parley-older"
          disabled={loading}
          onClick={() => void fetchOlder()}
        >
          Older messages
        </button>
      )}
      {failed && (
        <p className="parley-failed" role="alert">
          Older messages did not come. {error?.message}
        </p>
      )}
      <ol className="parley-lines">
        {topicMessages.map((line) => (
          <Line key={line.id} line={line} isOwn={line.scid === self} />
        ))}
        {pending.map((message) => (
          <Pending key={message.id} message={message} />
        ))}
      </ol>
    </div>
  );
}

interface LineProps {
  readonly line: TopicMessage;
  readonly isOwn: boolean;
}

function Line({ line, isOwn }: LineProps): JSX.Element {
  const { kind, name, color, message, timestamp } = line;
  const at = new Date(timestamp);
  const time = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return (
    <li
      className="parley-line"
      data-kind={kind}
      data-own={isOwn || undefined}
      style={{ ['--parley-color' as string]: color || 'currentColor' }}
    >
      <b className="parley-name">{isOwn ? 'You' : name}</b>{' '}
      <span className="parley-text">{message}</span>{' '}
      <time className="parley-time" dateTime={timestamp} title={at.toLocaleString()}>
        {time}
      </time>
    </li>
  );
}

function Pending({ message }: { readonly message: PendingMessage }): JSX.Element {
  const { payload, error } = message;
  const text = (payload as { readonly message?: unknown } | null)?.message;
  return (
    <li className="parley-line" data-kind="text" data-own data-state="pending">
      <b className="parley-name">You</b>{' '}
      <span className="parley-text">{typeof text === 'string' ? text : ''}</span>{' '}
      <span className="parley-state" role={error === undefined ? undefined : 'alert'}>
        {error === undefined ? 'Sending…' : `Not sent yet. ${error.message}`}
      </span>
      {error !== undefined && (
        <>
          <button type="button" onClick={() => message.retry()}>
            Retry now
          </button>
          <button type="button" onClick={() => message.cancel()}>
            Discard
          </button>
        </>
      )}
    </li>
  );
}
