import type { Client } from '@parley/client';
import type { Call } from '@parley/client/call';
import { onChatRooms } from '@parley/client/chat';
import { roomCallTopic } from '@parley/domains/chat/schema';
import { useClient } from '@parley/react';
import { useCallback, useEffect, useMemo, useReducer, useState, type ReactNode } from 'react';
import { useMember } from '../session/session-context.ts';
import { MEETING, quiet, ringStep, type Reply } from './ring-state.ts';
import { RoomCallContext, type RoomCall, type RoomCallContextType } from './room-call-context.ts';

/** Most time that a word to the other one waits for the call's topic, ms. */
const PATIENCE = 10_000;

/** Tells a caller something without coming in: their call's topic is joined for that moment. */
async function tellCaller(
  client: Client,
  uuid: string,
  word: Reply['word'] | 'decline',
): Promise<void> {
  // With the engine, which nothing else here needs.
  const { openCall } = await import('@parley/client/call');
  const call = openCall(client, roomCallTopic(uuid));
  try {
    await isReady(call);
    await call.tell(word);
  } finally {
    call.close();
  }
}

function isReady(call: Call): Promise<void> {
  if (call.snapshot.ready) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(new Error('The topic was not joined.')), PATIENCE);
    const stop = call.on('change', ({ ready }) => {
      if (ready) end();
    });
    function end(error?: Error): void {
      clearTimeout(timer);
      stop();
      if (error === undefined) resolve();
      else reject(error);
    }
  });
}

/** Holds which room's call one is in, and who rings: on whichever page one is. */
export function RoomCallProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useClient();
  const { id: self } = useMember();
  const [ring, dispatch] = useReducer(ringStep, quiet);
  const [current, setCurrent] = useState<RoomCall>();
  const [isMeeting, setMeeting] = useState(false);

  useEffect(() => {
    const subscription = onChatRooms(client, self, {
      callRinging: (notice) => dispatch({ kind: 'ringing', notice, self, now: Date.now() }),
      callAnswered: (notice) => dispatch({ kind: 'answered', notice, self }),
      callDeclined: (notice) => dispatch({ kind: 'declined', notice, self }),
      callBusy: (notice) => dispatch({ kind: 'busy', notice, self }),
      callCancelled: (notice) => dispatch({ kind: 'cancelled', notice, self }),
    });
    return () => subscription.leave();
  }, [client, self]);

  // What rings ends by itself: a caller whose page crashed says nothing.
  const ends = [...ring.incoming.map(({ until }) => until), ring.outgoing?.until ?? Infinity];
  const next = Math.min(...ends);
  useEffect(() => {
    if (next === Infinity) return undefined;
    const pass = (): void => dispatch({ kind: 'passed', now: Date.now() });
    const timer = setTimeout(pass, Math.max(0, next - Date.now()));
    return () => clearTimeout(timer);
  }, [next]);

  const enter = useCallback<RoomCallContextType['enter']>((room) => {
    setCurrent(room);
    const { uuid, title: name, word } = room;
    dispatch(word === 'ring' ? { kind: 'called', uuid, name } : { kind: 'settled', uuid });
  }, []);
  const uuid = current?.uuid;
  useEffect(() => {
    const rooms = uuid === undefined ? [] : [uuid];
    dispatch({ kind: 'talks', in: isMeeting ? [...rooms, MEETING] : rooms });
  }, [uuid, isMeeting]);
  const { replies } = ring;
  useEffect(() => {
    if (replies.length === 0) return;
    dispatch({ kind: 'replied', replies });
    // Who cannot be told waits until it has rung to its end.
    for (const { uuid: room, word } of replies) tellCaller(client, room, word).catch(() => {});
  }, [client, replies]);

  const close = useCallback(() => {
    setCurrent(undefined);
    if (uuid !== undefined) dispatch({ kind: 'settled', uuid });
  }, [uuid]);
  const decline = useCallback<RoomCallContextType['decline']>(
    (room) => {
      dispatch({ kind: 'settled', uuid: room });
      // Who cannot be told waits until it has rung to its end.
      tellCaller(client, room, 'decline').catch(() => {});
    },
    [client],
  );
  const dismiss = useCallback(() => dispatch({ kind: 'dismissed' }), []);
  const value = useMemo(
    () => ({ ...ring, current, enter, close, decline, dismiss, setMeeting }),
    [ring, current, enter, close, decline, dismiss],
  );
  return <RoomCallContext value={value}>{children}</RoomCallContext>;
}
