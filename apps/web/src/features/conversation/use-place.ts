import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';

/** What the address says beside the room. */
interface Place {
  /** A message to show. */
  readonly message: number | undefined;
  /** The message whose thread is open. */
  readonly thread: number | undefined;
  readonly openThread: (id: number | undefined) => void;
  /** The message was shown. */
  readonly arrived: () => void;
}

function idOf(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,15}$/u.test(text) ? Number(text) : undefined;
}

/** `?message=7&thread=3`: so that a place in a conversation has an address, and Back closes a thread. */
export function usePlace(): Place {
  const [params, setParams] = useSearchParams();
  const openThread = useCallback(
    (id: number | undefined) =>
      setParams((old) => {
        const next = new URLSearchParams(old);
        if (id === undefined) next.delete('thread');
        else next.set('thread', `${id}`);
        return next;
      }),
    [setParams],
  );
  const arrived = useCallback(
    () =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          next.delete('message');
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const message = idOf(params.get('message'));
  const thread = idOf(params.get('thread'));
  return useMemo(
    () => ({ message, thread, openThread, arrived }),
    [message, thread, openThread, arrived],
  );
}
