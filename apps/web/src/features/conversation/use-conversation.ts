import type { Member, ParleyError } from '@parley/client';
import { useConnectionState, useHistory, usePresence } from '@parley/react';
import { useMemo } from 'react';
import { toLines, type Line } from './line.ts';
import { useOutgoing, type UseOutgoing } from './use-outgoing.ts';
import { useTyping } from './use-typing.ts';

interface Conversation extends UseOutgoing {
  readonly lines: readonly Line[];
  /** The newest messages have not come yet. */
  readonly loading: boolean;
  readonly loadingOlder: boolean;
  readonly hasOlder: boolean;
  readonly older: () => void;
  readonly error: ParleyError | undefined;
  readonly online: readonly Member[];
  /** How many are here; more than `online` in a crowd. */
  readonly count: number;
  /** My stable id. */
  readonly self: string | undefined;
  /** Names of those who type now. */
  readonly typing: readonly string[];
  readonly tellTyping: (active: boolean) => void;
}

/** Everything live that a room's page shows. */
export function useConversation(topic: string): Conversation {
  const { userList, online, count } = usePresence(topic);
  const history = useHistory<unknown>(topic);
  const { messages, hasOlder, loading, error } = history;
  const self = useConnectionState().member?.scid;
  const lines = useMemo(() => toLines(messages, userList, self), [messages, userList, self]);
  const sending = useOutgoing(topic, lines, messages);
  const { typing, tell } = useTyping(topic, self);
  return {
    ...sending,
    lines,
    loading: loading && messages.length === 0,
    loadingOlder: loading && messages.length > 0,
    hasOlder,
    older() {
      // What went wrong stands in `error`.
      if (!loading) history.older().catch(() => {});
    },
    error,
    online,
    count,
    self,
    typing: typing.flatMap((scid) => userList.get(scid)?.name ?? []),
    tellTyping: tell,
  };
}
