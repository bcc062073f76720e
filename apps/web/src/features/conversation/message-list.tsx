import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { group, type Block } from './group.ts';
import type { Line } from './line.ts';
import { MessageGroup } from './message-group.tsx';
import css from './message-list.module.css';
import { OlderButton } from './older-button.tsx';
import { dayName } from './times.ts';

interface MessageListProps {
  readonly label: string;
  readonly lines: readonly Line[];
  /** The last line the reader had seen. */
  readonly newAfter?: string | undefined;
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  readonly onOlder: () => void;
  /** What could not be fetched. */
  readonly error?: string | undefined;
}

function step(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget;
  const lines = [...list.querySelectorAll<HTMLElement>('[data-line]')];
  const at = lines.findIndex((line) => line === document.activeElement);
  if (at < 0) return;
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: lines.length - 1 }[event.key];
  const line = to === undefined ? undefined : lines[to];
  if (line === undefined) return;
  event.preventDefault();
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: 'nearest' });
}

/** The date of now, new at midnight, for "Today" and "Yesterday". */
function useToday(): Date {
  const [today, setToday] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      const now = new Date();
      setToday((old) => (old.toDateString() === now.toDateString() ? old : now));
    }, 60_000);
    return () => clearInterval(timer);
  }, []);
  return today;
}

/** What was said, by day and author. One stop of the Tab key; arrow keys go from line to line. */
export function MessageList({
  label,
  lines,
  newAfter,
  hasOlder,
  loadingOlder,
  onOlder,
  error,
}: MessageListProps): ReactNode {
  const today = useToday();
  const list = useRef<HTMLDivElement>(null);
  const toLineInSight = useCallback(() => {
    const lines = list.current?.querySelectorAll<HTMLElement>('[data-line]') ?? [];
    const top = list.current?.closest('[data-scroll]')?.getBoundingClientRect().top ?? 0;
    const line = [...lines].find((l) => l.getBoundingClientRect().top >= top);
    line?.focus({ preventScroll: true });
  }, []);
  const blocks = useMemo(() => group(lines, newAfter), [lines, newAfter]);
  return (
    <div className={css.list} ref={list}>
      {error !== undefined && (
        <p className={css.error} role="alert">
          {error}
        </p>
      )}
      {hasOlder && <OlderButton loading={loadingOlder} onOlder={onOlder} onGone={toLineInSight} />}
      <ol aria-label={label} onKeyDown={step}>
        {blocks.map((block, at) => (
          <BlockItem key={block.key} block={block} today={today} last={at === blocks.length - 1} />
        ))}
      </ol>
    </div>
  );
}

interface BlockItemProps {
  readonly block: Block;
  readonly today: Date;
  readonly last: boolean;
}

function BlockItem({ block, today, last }: BlockItemProps): ReactNode {
  if (block.kind === 'group') {
    const { author, mine, lines } = block;
    return <MessageGroup author={author} mine={mine} lines={lines} tabStop={last} />;
  }
  const fresh = block.kind === 'new';
  return (
    <li className={fresh ? css.new : css.day} data-new={fresh ? true : undefined}>
      <span>{fresh ? 'New' : dayName(block.timestamp, today)}</span>
    </li>
  );
}
