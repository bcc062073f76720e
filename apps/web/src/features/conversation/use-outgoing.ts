import { ParleyError, type Message } from '@parley/client';
import { useClient, usePending } from '@parley/react';
import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useUndelivered } from '../../realtime/realtime.tsx';
import { MESSAGE, type Line } from './line.ts';
import { outgoing, type Outgoing, type Settling } from './outgoing.ts';

export interface UseOutgoing {
  /** My messages that are not in the log yet, oldest first. */
  readonly outgoing: readonly Outgoing[];
  readonly send: (text: string) => void;
  /** Sends now what waits or has failed. */
  readonly retry: (id: string) => void;
  /** Takes a message back. */
  readonly discard: (id: string) => void;
}

/** Sends a room's messages, and tells what has become of those that are not there yet. */
export function useOutgoing(
  topic: string,
  lines: readonly Line[],
  messages: readonly Message<unknown>[],
): UseOutgoing {
  const client = useClient();
  const undelivered = useUndelivered();
  const pending = usePending(topic);
  const all = useSyncExternalStore(undelivered.subscribe, () => undelivered.all);
  const [settling, setSettling] = useState<readonly Settling[]>([]);
  const before = useRef(new Map<string, string | undefined>());
  const lastOfMine = lines.findLast((line) => line.mine)?.key;
  const shown = messages.at(-1)?.position;

  const send = useCallback(
    (text: string) => {
      const payload = { message: text };
      const known = new Set(client.pending(topic).map(({ id }) => id));
      const receipt = client.transmit(true, MESSAGE, topic, payload);
      const entry = client.pending(topic).find(({ id }) => !known.has(id));
      const { id, timestamp } = entry ?? {
        id: crypto.randomUUID(),
        timestamp: new Date().toISOString(),
      };
      before.current.set(id, lastOfMine);
      receipt.then(
        ({ position }) => {
          if (position === undefined) return;
          setSettling((old) => [...old.slice(-20), { id, text, timestamp, position }]);
        },
        (error: unknown) => {
          // What the outbox never took is nobody else's to tell of.
          if (entry !== undefined) return;
          const reason = error instanceof ParleyError ? error : new ParleyError('internal');
          undelivered.add({ id, topic, payload, timestamp }, reason);
        },
      );
    },
    [client, topic, undelivered, lastOfMine],
  );
  const retry = useCallback(
    (id: string) => {
      const failed = undelivered.all.find((f) => f.id === id);
      if (failed === undefined) {
        return client
          .pending(topic)
          .find((p) => p.id === id)
          ?.retry();
      }
      undelivered.remove(id);
      const { message } = failed.payload as { readonly message: string };
      send(message);
    },
    [client, topic, undelivered, send],
  );
  const discard = useCallback(
    (id: string) => {
      undelivered.remove(id);
      client
        .pending(topic)
        .find((p) => p.id === id)
        ?.cancel();
    },
    [client, topic, undelivered],
  );
  const list = useMemo(() => {
    const failed = all.filter((f) => f.topic === topic);
    return outgoing({ pending, settling, failed, lines, before: before.current, shown });
  }, [pending, settling, all, topic, lines, shown]);
  return { outgoing: list, send, retry, discard };
}
