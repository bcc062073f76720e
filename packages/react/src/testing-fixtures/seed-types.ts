// The context type as the originals' documents declare it: ours must fit where it is asked for.
import type { SocketResponseHandler, WebSocketContextType } from '@parley/react/awayto';

/** `P` is `unknown` there. */
interface Original<P> {
  connectionId: string;
  connected: boolean;
  transmit: (store: boolean, action: string, topic: string, payload?: Partial<P>) => void;
  subscribe: <T>(topic: string, callback: SocketResponseHandler<T>) => () => void;
}

/** Compiles only while our context fits the original's. */
export const fits = (ours: WebSocketContextType): Original<unknown> => ours;
