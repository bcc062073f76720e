import { useMemo, useSyncExternalStore } from 'react';
import { HistoryStore, type HistorySnapshot } from './history-store.ts';
import { useClient } from './use-client.ts';

export interface HistoryState<T> extends HistorySnapshot<T> {
  /** Fetches the page before the first message; resolves when it is in `messages`. */
  readonly older: () => Promise<void>;
}

export interface UseHistoryOptions {
  /** Messages per page. Default 50. */
  readonly limit?: number;
}

/**
 * The stored messages of a topic: the newest page at first, then what comes live; `older()` fetches
 * the page before. Joins the topic.
 *
 * @example
 * const { messages, older, hasOlder } = useHistory<{ message: string }>('chat:lobby');
 * return <>
 *   {hasOlder && <button onClick={() => older()}>Earlier</button>}
 *   {messages.map((m) => <p key={m.position?.offset}>{m.payload.message}</p>)}
 * </>;
 */
export function useHistory<T>(
  topic: string | undefined,
  { limit = 50 }: UseHistoryOptions = {},
): HistoryState<T> {
  const client = useClient();
  const store = useMemo(() => new HistoryStore<T>(client, topic, limit), [client, topic, limit]);
  const snapshot = useSyncExternalStore(store.listen, store.read, store.read);
  return { ...snapshot, older: store.older };
}
