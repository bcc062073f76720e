import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Member } from '@parley/client';
import { useClient } from './use-client.ts';

/** Who is on a topic. */
export interface PresenceState {
  /** Everybody this page knows of there, by stable id; also who left and wrote something. */
  readonly userList: Map<string, Member>;
  /** Those who are here now. */
  readonly online: readonly Member[];
  /** How many are here now; more than `online` holds on a topic too large to list. */
  readonly count: number;
}

const empty: PresenceState = { userList: new Map(), online: [], count: 0 };

/**
 * Who is on a topic. Joins it.
 *
 * @example
 * const { online, count } = usePresence('chat:lobby');
 * return <p title={online.map((m) => m.name).join(', ')}>{count} here</p>;
 */
export function usePresence(topic: string | undefined): PresenceState {
  const client = useClient();
  // One value per client and topic: another topic begins empty.
  const cell = useMemo(() => ({ client, topic, state: empty }), [client, topic]);
  const listen = useCallback(
    (changed: () => void) => {
      if (topic === undefined) return () => {};
      const show = (userList: Map<string, Member>, count: number): void => {
        const online = [...userList.values()].filter((member) => member.online);
        cell.state = { userList, online, count };
      };
      const subscription = client.subscribe(
        topic,
        {
          roster({ members, count }) {
            show(members, count);
            changed();
          },
        },
        { history: 0 },
      );
      return () => subscription.leave();
    },
    [client, topic, cell],
  );
  const read = (): PresenceState => cell.state;
  return useSyncExternalStore(listen, read, read);
}
