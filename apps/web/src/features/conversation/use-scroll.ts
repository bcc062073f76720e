import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Line } from './line.ts';

/** This near to the end counts as being there, px. */
const NEAR_END = 60;
/** This near to either end, more messages are fetched, px. */
const NEAR = 240;

interface ScrollOptions {
  readonly lines: readonly Line[];
  /** More follows what is shown. */
  readonly hasNewer: boolean;
  /** The reader has come near to the start, or to the end of what is shown. */
  readonly onStart: () => void;
  readonly onEnd: () => void;
}

interface UseScroll {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** The reader is at the very end, and stays there. */
  readonly atEnd: boolean;
  readonly toEnd: () => void;
  /** To a line, now or as soon as it is there. */
  readonly toLine: (key: string) => void;
  readonly onScroll: () => void;
}

/** The line at the top of what is seen, and where it stands. */
interface Anchor {
  readonly key: string;
  readonly top: number;
}

/** Where the box stood, how high its content and itself were, px. */
interface Seen {
  readonly top: number;
  readonly height: number;
  readonly room: number;
}

function seenOf({ scrollTop, scrollHeight, clientHeight }: HTMLElement): Seen {
  return { top: scrollTop, height: scrollHeight, room: clientHeight };
}

/**
 * Keeps a conversation where its reader is: at the end while they are there, and elsewhere on the
 * same line, whatever comes or goes above it.
 */
export function useScroll({ lines, hasNewer, onStart, onEnd }: ScrollOptions): UseScroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stay = useRef(true);
  const anchor = useRef<Anchor>(undefined);
  const seen = useRef<Seen>({ top: 0, height: 0, room: 0 });
  const wanted = useRef<string>(undefined);
  /** The end is wanted, and is still to be fetched. */
  const endWanted = useRef(false);
  const opened = useRef(false);
  const [near, setNear] = useState(true);

  const toEnd = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    stay.current = true;
    endWanted.current = hasNewer;
    element.scrollTop = element.scrollHeight;
    seen.current = seenOf(element);
    setNear(true);
  }, [hasNewer]);

  /** Goes to the line that is wanted, if it is there. */
  const go = useCallback((): boolean => {
    const element = box.current;
    const key = wanted.current;
    if (element === null || key === undefined) return false;
    const line = element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (line === null) return false;
    wanted.current = undefined;
    stay.current = false;
    line.scrollIntoView({ block: 'center' });
    line.focus({ preventScroll: true });
    anchor.current = anchorOf(element);
    return true;
  }, []);
  const toLine = useCallback(
    (key: string) => {
      wanted.current = key;
      go();
    },
    [go],
  );

  const settle = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    if (stay.current) element.scrollTop = element.scrollHeight;
    else restore(element, anchor.current);
    seen.current = seenOf(element);
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || lines.length === 0) return;
    if (go()) {
      opened.current = true;
    } else if (opened.current) {
      if (endWanted.current && !hasNewer) {
        endWanted.current = false;
        stay.current = true;
        setNear(true);
      }
      settle();
    } else {
      opened.current = true;
      const unread = element.querySelector('[data-new]');
      element.scrollTop = element.scrollHeight;
      unread?.scrollIntoView({ block: 'center' });
    }
  }, [lines, hasNewer, go, settle]);

  // A growing composer, a phone's keyboard, a reaction put to a line: the reader stays.
  useEffect(() => {
    const element = box.current;
    const inner = content.current;
    if (element === null || inner === null || globalThis.ResizeObserver === undefined)
      return undefined;
    const watcher = new ResizeObserver(settle);
    watcher.observe(inner);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [settle]);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (element === null || !opened.current) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    // Who was at the end leaves it by scrolling up only: what came meanwhile, or a composer that
    // grew, pushes nobody away.
    const before = seen.current;
    seen.current = seenOf(element);
    const { top, height, room } = seen.current;
    const up = top < before.top - 1 && height === before.height && room === before.room;
    const end = (left < NEAR_END || (stay.current && !up)) && !hasNewer;
    stay.current = end;
    anchor.current = end ? undefined : anchorOf(element);
    setNear(end);
    if (end && left >= 1) settle();
    if (element.scrollTop < NEAR && !end) onStart();
    if (left < NEAR && hasNewer) onEnd();
  }, [hasNewer, onStart, onEnd, settle]);

  return { box, content, atEnd: near && !hasNewer, toEnd, toLine, onScroll };
}

/** The first line that is seen; lines stand in order, so half of them are left out at each look. */
function anchorOf(box: HTMLElement): Anchor | undefined {
  const lines = box.querySelectorAll<HTMLElement>('[data-key]');
  const top = box.getBoundingClientRect().top;
  let from = 0;
  let to = lines.length - 1;
  while (from < to) {
    const half = Math.floor((from + to) / 2);
    if ((lines[half]?.getBoundingClientRect().bottom ?? 0) > top) to = half;
    else from = half + 1;
  }
  const line = lines[from];
  const key = line?.dataset['key'];
  if (line === undefined || key === undefined) return undefined;
  return { key, top: line.getBoundingClientRect().top - top };
}

function restore(box: HTMLElement, anchor: Anchor | undefined): void {
  if (anchor === undefined) return;
  const line = box.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
  if (line === null) return;
  const top = line.getBoundingClientRect().top - box.getBoundingClientRect().top;
  if (Math.abs(top - anchor.top) >= 1) box.scrollTop += top - anchor.top;
}
