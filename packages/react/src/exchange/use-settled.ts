import { useEffect, useRef, useState } from 'react';

/**
 * How long after one's own return the others may take to be back too, ms: the server's own time of
 * grace. After its restart, everybody comes back one by one.
 */
export const RETURN_GRACE = 15_000;

/**
 * Whether who is missing has left: at once on the first connection, on a later one only when the others
 * had the time to return as well.
 */
export function useSettled(connectionId: string): boolean {
  const newest = useRef('');
  const [settled, setSettled] = useState('');
  useEffect(() => {
    if (connectionId === '') return undefined;
    const isReturn = newest.current !== '' && newest.current !== connectionId;
    newest.current = connectionId;
    if (!isReturn) {
      setSettled(connectionId);
      return undefined;
    }
    const timer = setTimeout(() => setSettled(connectionId), RETURN_GRACE);
    return () => clearTimeout(timer);
  }, [connectionId]);
  return connectionId !== '' && settled === connectionId;
}
