import { useClient } from '@parley/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { memberOf } from './line.ts';

/** A sign of typing is sent at most this often, ms. */
export const TYPING_EVERY = 3_000;
/** Somebody counts as typing this long after their last sign, ms. */
export const TYPING_FOR = 6_000;

interface Typing {
  /** Stable ids of those who type now, me left out. */
  readonly typing: readonly string[];
  /** I typed something (`true`), or emptied or sent it (`false`). */
  readonly tell: (active: boolean) => void;
}

/** Who is typing in a room, by transient messages that nobody stores. */
export function useTyping(topic: string, self: string | undefined): Typing {
  const client = useClient();
  const [typing, setTyping] = useState<readonly string[]>([]);
  const told = useRef(0);

  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const stop = (scid: string): void => {
      clearTimeout(timers.get(scid));
      if (timers.delete(scid)) setTyping((old) => old.filter((id) => id !== scid));
    };
    const subscription = client.subscribe<{ readonly typing?: unknown }>(
      topic,
      {
        message({ action, sender, payload, store }) {
          const scid = memberOf(subscription.members, sender)?.scid;
          if (scid === undefined || scid === self) return;
          if (store) return stop(scid);
          if (action !== 'typing') return;
          if (payload.typing !== true) return stop(scid);
          clearTimeout(timers.get(scid));
          timers.set(scid, setTimeout(stop, TYPING_FOR, scid));
          setTyping((old) => (old.includes(scid) ? old : [...old, scid]));
        },
        roster: ({ left }) => left.forEach(({ scid }) => stop(scid)),
      },
      { history: 0 },
    );
    return () => {
      subscription.leave();
      for (const timer of timers.values()) clearTimeout(timer);
      setTyping([]);
    };
  }, [client, topic, self]);

  const tell = useCallback(
    (active: boolean) => {
      const now = Date.now();
      if (active ? now - told.current < TYPING_EVERY : told.current === 0) return;
      told.current = active ? now : 0;
      // Typing is a courtesy: where it cannot be told, nothing is lost.
      client.transmit(false, 'typing', topic, { typing: active }).catch(() => {});
    },
    [client, topic],
  );
  return { typing, tell };
}
