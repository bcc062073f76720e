import { useCallback, useEffect, useRef, useState } from 'react';
import { ParleyError, type Member, type PendingMessage, type Receipt } from '@parley/client';
import { report } from './report.ts';
import type { SocketResponse, SocketResponseHandler } from './types.ts';
import { useClient } from './use-client.ts';
import { useConnectionState } from './use-connection-state.ts';
import { usePending } from './use-pending.ts';

/** What {@link useWebSocketSubscribe} gives: the seeds' seven, then ours. */
export interface UseWebSocketSubscribe<T> {
  /** Everybody on the topic, and everybody whose messages came, by stable id. */
  userList: Map<string, Member>;
  /** Who joined last: a new object for every person who comes. */
  subscriber: Member | undefined;
  /** Who left last: a new object for every person who goes. */
  unsubscriber: Member | undefined;
  connectionId: string;
  connected: boolean;
  /** Publishes and keeps. A failure also shows in `error`. */
  storeMessage: (action: string, payload: T) => Promise<Receipt>;
  /** Publishes to those who are here now. A failure also shows in `error`. */
  sendMessage: (action: string, payload: T) => Promise<Receipt>;
  /** Whether the topic is joined at the moment. */
  joined: boolean;
  /** Why the topic was refused, or the last message was. */
  error: ParleyError | undefined;
  /** Stored messages that are on their way. */
  pending: readonly PendingMessage[];
}

interface View {
  readonly topic: string | undefined;
  /** Counts rosters: a message waits for the render that has its author. */
  readonly version: number;
  /** Counts the people told of: the next one waits for the render of this one. */
  readonly told: number;
  readonly userList: Map<string, Member>;
  readonly subscriber: Member | undefined;
  readonly unsubscriber: Member | undefined;
  readonly joined: boolean;
  readonly error: ParleyError | undefined;
}

type Event<T> = { readonly version: number } & (
  | { readonly message: SocketResponse<T> }
  | { readonly subscriber: Member }
  | { readonly unsubscriber: Member }
);

function blank(topic: string | undefined): View {
  return {
    topic,
    version: 0,
    told: 0,
    userList: new Map(),
    subscriber: undefined,
    unsubscriber: undefined,
    joined: false,
    error: undefined,
  };
}

/**
 * Joins a topic, hears its messages and knows who is there. Without a topic it waits.
 *
 * The callback is always the newest one, and the `userList` it sees always holds the sender:
 * messages are handed over, in their order, after the render that made it so. Messages that arrive
 * together share one closure: add to state with an updater (`setMessages((m) => [...m, next])`).
 *
 * @example
 * const { userList, storeMessage } = useWebSocketSubscribe<{ message: string }>(
 *   'chat:lobby',
 *   ({ sender, payload }) => setLines((lines) => [...lines, payload.message]),
 * );
 */
export function useWebSocketSubscribe<T>(
  topic: string | undefined,
  callback: SocketResponseHandler<T>,
): UseWebSocketSubscribe<T> {
  const client = useClient();
  const { connected, connectionId } = useConnectionState();
  const pending = usePending(topic);
  const [held, setView] = useState(() => blank(topic));
  const view = held.topic === topic ? held : blank(topic);
  const events = useRef<Event<T>[]>([]);
  const told = useRef({ count: 0 });
  // Only what it does to rendering matters: a message asks for a commit after which it is told.
  const [, setArrived] = useState(0);

  useEffect(() => {
    events.current = [];
    told.current = { count: 0 };
    if (topic === undefined) return undefined;
    let version = 1;
    const update = (part: Partial<View>): void =>
      setView((old) => ({ ...(old.topic === topic ? old : blank(topic)), ...part }));
    const subscription = client.subscribe<T>(topic, {
      message(message) {
        events.current.push({ version, message });
        setArrived((n) => n + 1);
      },
      roster({ members, joined, left }) {
        version += 1;
        update({ userList: members, version });
        for (const subscriber of joined) events.current.push({ version, subscriber });
        for (const unsubscriber of left) events.current.push({ version, unsubscriber });
      },
      status: (status) =>
        update(status === 'joined' ? { joined: true, error: undefined } : { joined: false }),
      error: (error) => update({ error }),
    });
    update({
      userList: subscription.members,
      version,
      told: 0,
      joined: subscription.status === 'joined',
    });
    return () => subscription.leave();
  }, [client, topic]);

  // After every commit: tells what came, as far as this render knows its authors.
  useEffect(() => {
    const queue = events.current;
    if (view.topic !== topic || view.told !== told.current.count) return;
    for (let event = queue[0]; event !== undefined; event = queue[0]) {
      if (event.version > view.version) return;
      queue.shift();
      if ('message' in event) {
        try {
          void callback(event.message);
        } catch (error) {
          // What a callback throws is its own fault, and no reason to take the page down.
          report(error);
        }
        continue;
      }
      // One person, one render: whoever watches `subscriber` sees each of them. Not from within the
      // effect, or React would take a crowd for an endless loop.
      const { version: _, ...person } = event;
      const mine = told.current;
      mine.count += 1;
      queueMicrotask(() => {
        if (mine === told.current) setView((old) => ({ ...old, ...person, told: mine.count }));
      });
      return;
    }
  });

  const publish = useCallback(
    (store: boolean, action: string, payload: T): Promise<Receipt> => {
      const receipt =
        topic === undefined
          ? Promise.reject<Receipt>(new ParleyError('not_joined'))
          : client.transmit(store, action, topic, payload);
      const tell = (error: ParleyError | undefined): void =>
        setView((old) => (old.topic === topic && old.error !== error ? { ...old, error } : old));
      receipt.then(
        () => tell(undefined),
        (error: unknown) => tell(error instanceof ParleyError ? error : undefined),
      );
      return receipt;
    },
    [client, topic],
  );
  const storeMessage = useCallback(
    (action: string, payload: T) => publish(true, action, payload),
    [publish],
  );
  const sendMessage = useCallback(
    (action: string, payload: T) => publish(false, action, payload),
    [publish],
  );

  const { userList, subscriber, unsubscriber, joined, error } = view;
  return {
    userList,
    subscriber,
    unsubscriber,
    connectionId,
    connected,
    storeMessage,
    sendMessage,
    joined,
    error,
    pending,
  };
}
