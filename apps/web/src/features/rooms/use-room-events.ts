import { useClient } from '@parley/react';
import { useEffect } from 'react';

/** Changes that come together are asked for once, ms. */
const GATHER = 150;

/** Calls `changed` when the server tells of a change to any of this member's rooms. */
export function useRoomEvents(memberId: number, changed: () => void): void {
  const client = useClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(changed, GATHER);
    };
    const handlers = {
      message: soon,
      // After a gap something may have been missed.
      gap: soon,
    };
    const topics = [`member:${memberId}`, 'community'];
    const subscriptions = topics.map((topic) => client.subscribe(topic, handlers, { history: 0 }));
    return () => {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.leave();
    };
  }, [client, memberId, changed]);
}
