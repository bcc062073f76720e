import { useClient } from '@parley/react';
import { useEffect } from 'react';
import type { LastMessage, Room } from '../../api/types.ts';
import { memberOf, MESSAGE, textOf } from '../conversation/line.ts';

/** Most rooms whose talk is followed while they are not open: the lately active ones. */
const FOLLOWED = 50;

/** Calls `said` for every message in the rooms that this member is in. */
export function useTalk(
  rooms: readonly Room[] | undefined,
  said: (uuid: string, message: LastMessage) => void,
): void {
  const client = useClient();
  const topics = (rooms ?? [])
    .filter((room) => room.role !== null)
    .slice(0, FOLLOWED)
    .map((room) => `${room.uuid} ${room.topic}`)
    .sort()
    .join('\n');
  useEffect(() => {
    const subscriptions = topics
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [uuid = '', topic = ''] = line.split(' ');
        const subscription = client.subscribe<unknown>(
          topic,
          {
            message({ action, payload, sender, timestamp, store }) {
              const text = textOf(payload);
              if (!store || action !== MESSAGE || text === undefined) return;
              const author = memberOf(subscription.members, sender)?.name ?? '';
              said(uuid, { text, author, timestamp });
            },
          },
          { history: 0 },
        );
        return subscription;
      });
    return () => {
      for (const subscription of subscriptions) subscription.leave();
    };
  }, [client, topics, said]);
}
