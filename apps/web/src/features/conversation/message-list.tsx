import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { group, type Block } from './group.ts';
import type { Line } from './line.ts';
import { MessageGroup, type LineStates } from './message-group.tsx';
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
  /** The line that is being written anew. */
  readonly editing?: string | undefined;
  /** The line that was just jumped to. */
  readonly marked?: string | undefined;
  readonly inThread?: boolean;
  /** Whether the days are named. */
  readonly days?: boolean;
}

function step(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget;
  const lines = [...list.querySelectorAll<HTMLElement>('[data-line]')];
  const at = lines.findIndex((line) => line === document.activeElement);
  if (at < 0) {
    // From what can be done with a line back to it.
    if (event.key !== 'Escape' || !(event.target instanceof Element)) return;
    const line = event.target.closest<HTMLElement>('[data-line]');
    if (line === null || !list.contains(line) || event.target.closest('form') !== null) return;
    line.focus();
    return event.stopPropagation();
  }
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

function keyAt(target: EventTarget): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<HTMLElement>('[data-line]')?.dataset['key'];
}

interface UseActive {
  readonly active: string | undefined;
  readonly onHold: (held: boolean) => void;
  readonly events: {
    readonly onPointerOver: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
  };
}

/** The line under the pointer, or else the one that has the focus; held while something of it is open. */
function useActive(list: RefObject<HTMLElement | null>): UseActive {
  const [pointed, setPointed] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const [held, setHeld] = useState<string>();
  const active = held ?? pointed ?? focused;
  const newest = useRef(active);
  newest.current = active;
  const onHold = useCallback((hold: boolean) => setHeld(hold ? newest.current : undefined), []);
  // React does not tell of a focus that leaves with what had it, like the menu of a line.
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const came = ({ target }: FocusEvent): void =>
      setFocused(target === null ? undefined : keyAt(target));
    const went = ({ relatedTarget }: FocusEvent): void => {
      const inside = relatedTarget instanceof Node && element.contains(relatedTarget);
      if (!inside) setFocused(undefined);
    };
    element.addEventListener('focusin', came);
    element.addEventListener('focusout', went);
    return () => {
      element.removeEventListener('focusin', came);
      element.removeEventListener('focusout', went);
    };
  }, [list]);
  return {
    active,
    onHold,
    events: {
      onPointerOver(event) {
        if (event.pointerType === 'mouse') setPointed(keyAt(event.target));
      },
      onPointerLeave: () => setPointed(undefined),
    },
  };
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
  editing,
  marked,
  inThread = false,
  days = true,
}: MessageListProps): ReactNode {
  const today = useToday();
  const list = useRef<HTMLDivElement>(null);
  const { active, onHold, events } = useActive(list);
  const toLineInSight = useCallback(() => {
    const lines = list.current?.querySelectorAll<HTMLElement>('[data-line]') ?? [];
    const top = list.current?.closest('[data-scroll]')?.getBoundingClientRect().top ?? 0;
    const line = [...lines].find((l) => l.getBoundingClientRect().top >= top);
    line?.focus({ preventScroll: true });
  }, []);
  const blocks = useMemo(() => group(lines, newAfter, days), [lines, newAfter, days]);
  return (
    <div className={css.list} ref={list}>
      {error !== undefined && (
        <p className={css.error} role="alert">
          {error}
        </p>
      )}
      {hasOlder && <OlderButton loading={loadingOlder} onOlder={onOlder} onGone={toLineInSight} />}
      <ol aria-label={label} onKeyDown={step} {...events}>
        {blocks.map((block, at) => (
          <BlockItem
            key={block.key}
            block={block}
            today={today}
            last={at === blocks.length - 1}
            inThread={inThread}
            onHold={onHold}
            active={active}
            editing={editing}
            marked={marked}
          />
        ))}
      </ol>
    </div>
  );
}

interface BlockItemProps extends LineStates {
  readonly block: Block;
  readonly today: Date;
  readonly last: boolean;
  readonly inThread: boolean;
  readonly onHold: (held: boolean) => void;
}

function BlockItem({ block, today, last, ...rest }: BlockItemProps): ReactNode {
  if (block.kind === 'group') {
    const { author, mine, lines } = block;
    return <MessageGroup author={author} mine={mine} lines={lines} tabStop={last} {...rest} />;
  }
  const fresh = block.kind === 'new';
  return (
    <li className={fresh ? css.new : css.day} data-new={fresh ? true : undefined}>
      <span>{fresh ? 'New' : dayName(block.timestamp, today)}</span>
    </li>
  );
}
