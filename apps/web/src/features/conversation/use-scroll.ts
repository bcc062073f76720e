import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** This near to the end counts as being there, px. */
const NEAR_END = 60;
/** This near to the start, earlier messages are fetched, px. */
const NEAR_START = 240;

interface UseScroll {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  readonly toEnd: () => void;
  readonly onScroll: () => void;
}

/**
 * Keeps a conversation where its reader is: at the end while they are there, and on the same line
 * when earlier ones are put above it.
 *
 * @param first key of the first line
 * @param onStart the reader has come near to the start
 */
export function useScroll(first: string | undefined, onStart: () => void): UseScroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stay = useRef(true);
  const height = useRef(0);
  const shownFirst = useRef(first);
  const opened = useRef(false);
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    stay.current = true;
    element.scrollTop = element.scrollHeight;
    setAtEnd(true);
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || first === undefined) return;
    if (!opened.current) {
      opened.current = true;
      const unread = element.querySelector('[data-new]');
      element.scrollTop = element.scrollHeight;
      unread?.scrollIntoView({ block: 'center' });
    } else if (shownFirst.current !== first && !stay.current) {
      element.scrollTop += element.scrollHeight - height.current;
    }
    shownFirst.current = first;
    height.current = element.scrollHeight;
  }, [first]);

  // New lines, a growing composer, a phone's keyboard: who is at the end stays there.
  useEffect(() => {
    const element = box.current;
    const inner = content.current;
    if (element === null || inner === null || globalThis.ResizeObserver === undefined)
      return undefined;
    const watcher = new ResizeObserver(() => {
      if (stay.current) element.scrollTop = element.scrollHeight;
      height.current = element.scrollHeight;
    });
    watcher.observe(inner);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    stay.current = end;
    setAtEnd(end);
    if (opened.current && element.scrollTop < NEAR_START && !end) onStart();
  }, [onStart]);

  return { box, content, atEnd, toEnd, onScroll };
}
