import { ParleyError } from '@parley/client';
import type { ChatDraft } from '@parley/client/chat';
import type { UseChatRoom } from '@parley/react/chat';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useUndelivered } from '../../realtime/realtime.tsx';
import { draftOf, outgoing, type Outgoing } from './outgoing.ts';

export interface UseOutgoing {
  /** My messages that are not in the room yet, oldest first. */
  readonly outgoing: readonly Outgoing[];
  readonly send: (draft: ChatDraft) => void;
  /** Sends now what waits or has failed. */
  readonly retry: (id: string) => void;
  /** Takes a message back. */
  readonly discard: (id: string) => void;
}

/** Sends to a room's top level or to a thread, and tells what has become of what is not there yet. */
export function useOutgoing(
  topic: string,
  { send: transmit, pending }: Pick<UseChatRoom, 'send' | 'pending'>,
  parentId: number | null,
): UseOutgoing {
  const undelivered = useUndelivered();
  const all = useSyncExternalStore(undelivered.subscribe, () => undelivered.all);

  const put = useCallback(
    (draft: ChatDraft, again?: string) => {
      const { id, receipt } = transmit(draft, again === undefined ? {} : { id: again });
      const timestamp = new Date().toISOString();
      receipt.catch((thrown: unknown) => {
        const error = thrown instanceof ParleyError ? thrown : new ParleyError('internal');
        // What the outbox never took is nobody else's to tell of.
        if (error.code !== 'cancelled') {
          undelivered.add({ id, topic, payload: draft, timestamp }, error);
        }
      });
    },
    [transmit, undelivered, topic],
  );
  const send = useCallback(
    (draft: ChatDraft) =>
      put({ ...draft, ...(parentId !== null && { parent_message_id: parentId }) }),
    [put, parentId],
  );
  const retry = useCallback(
    (id: string) => {
      const failed = undelivered.all.find((f) => f.id === id);
      if (failed === undefined) return pending.find((p) => p.id === id)?.retry();
      undelivered.remove(id);
      put(draftOf(failed.payload), id);
    },
    [pending, undelivered, put],
  );
  const discard = useCallback(
    (id: string) => {
      undelivered.remove(id);
      pending.find((p) => p.id === id)?.cancel();
    },
    [pending, undelivered],
  );
  const list = useMemo(() => {
    const failed = all.filter((f) => f.topic === topic);
    return outgoing(pending, failed, parentId);
  }, [pending, all, topic, parentId]);
  return { outgoing: list, send, retry, discard };
}
