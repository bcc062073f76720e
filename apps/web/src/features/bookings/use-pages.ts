import { useCallback, useEffect, useRef, useState } from 'react';
import { toApiError, type ApiError } from '../../api/api-error.ts';
import { useChanges } from './changes.tsx';

/** A page of a list, and where the next one begins. */
interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A list that is read on by pages. */
export interface Pages<T> {
  readonly items: readonly T[] | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly reload: () => void;
}

/**
 * Loads a list, anew when something changed: then as many pages as were shown.
 *
 * @param load keep it stable
 */
export function usePages<T>(
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const changes = useChanges();
  const [items, setItems] = useState<readonly T[]>();
  const [error, setError] = useState<ApiError>();
  const [loading, setLoading] = useState(true);
  const [next, setNext] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const shown = useRef(1);
  const stop = useRef(new AbortController());

  const run = useCallback(async (work: (signal: AbortSignal) => Promise<void>) => {
    stop.current.abort();
    const { signal } = (stop.current = new AbortController());
    setLoading(true);
    try {
      await work(signal);
      if (!signal.aborted) setError(undefined);
    } catch (thrown) {
      if (!signal.aborted) setError(toApiError(thrown));
    }
    if (!signal.aborted) setLoading(false);
  }, []);

  useEffect(() => {
    void run(async (signal) => {
      const all: T[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < shown.current; page += 1) {
        const answer: Page<T> = await load(cursor ?? undefined, signal);
        all.push(...answer.items);
        cursor = answer.next;
        if (cursor === null) break;
      }
      if (signal.aborted) return;
      setItems(all);
      setNext(cursor);
    });
    return () => stop.current.abort();
  }, [load, run, changes, turn]);

  const more = (): void => {
    if (next === null) return;
    void run(async (signal) => {
      const answer = await load(next, signal);
      if (signal.aborted) return;
      shown.current += 1;
      setItems((before) => [...(before ?? []), ...answer.items]);
      setNext(answer.next);
    });
  };
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { items, error, loading, hasMore: next !== null, more, reload };
}
