import { useEffect, useState } from 'react';
import type { CallStatistics } from '@parley/client/call';
import { useWSCall } from './ws-call-context.ts';

/**
 * How the connection to a participant does, looked at now and then; `undefined` while there is none.
 *
 * @param every ms
 */
export function useCallStatistics(
  connectionId: string | undefined,
  { every = 2_000 }: { readonly every?: number } = {},
): CallStatistics | undefined {
  const { statistics } = useWSCall();
  const [held, setHeld] = useState<{ readonly of: string; readonly read?: CallStatistics }>();
  useEffect(() => {
    if (connectionId === undefined) return undefined;
    let isOver = false;
    const look = async (): Promise<void> => {
      const read = await statistics(connectionId);
      if (!isOver) setHeld({ of: connectionId, ...(read && { read }) });
    };
    void look();
    const timer = setInterval(() => void look(), every);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [connectionId, every, statistics]);
  return held?.of === connectionId ? held?.read : undefined;
}
