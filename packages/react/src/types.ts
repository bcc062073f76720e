import type { Member, Message, Receipt } from '@parley/client';

/** What a callback of a topic gets. `type` and `action` are the same. */
export type SocketResponse<T> = Message<T>;

/** Hears the messages of a topic. What it returns is not looked at. */
export type SocketResponseHandler<T> = (response: SocketResponse<T>) => void | Promise<void>;

/** Somebody in a `userList`. */
export type SocketUser = Member;

/**
 * What `useWebSocket` gives: the seeds' shape. `transmit` also returns a promise, for who wants to
 * know how it went; who does not may drop it.
 */
export interface WebSocketContextType {
  /** The id of this connection; `''` while there is none. */
  connectionId: string;
  connected: boolean;
  transmit: (store: boolean, action: string, topic: string, payload?: unknown) => Promise<Receipt>;
  /** Joins a topic; the answer leaves it. */
  subscribe: <T>(topic: string, callback: SocketResponseHandler<T>) => () => void;
}
