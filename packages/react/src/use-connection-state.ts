import { useCallback, useSyncExternalStore } from 'react';
import type { Author, ClientState, ParleyError } from '@parley/client';
import { useClient } from './use-client.ts';

/** How the connection is. */
export interface ConnectionState {
  readonly state: ClientState;
  readonly connected: boolean;
  /** The id of this connection; `''` while there is none. */
  readonly connectionId: string;
  /** Who is signed in; known from the first connection on. */
  readonly member: Author | undefined;
  /** What went wrong last, when that is why it is not open. */
  readonly error: ParleyError | undefined;
  /** `waiting`: after how many milliseconds the next attempt comes. */
  readonly retryIn: number | undefined;
}

/**
 * How the connection is, for a line in the interface.
 *
 * @example
 * const { state } = useConnectionState();
 * return state === 'waiting' ? <p>Reconnecting…</p> : null;
 */
export function useConnectionState(): ConnectionState {
  const client = useClient();
  const listen = useCallback((changed: () => void) => client.on('state', changed), [client]);
  const last = useSyncExternalStore(
    listen,
    () => client.lastChange,
    () => client.lastChange,
  );
  return {
    state: last.state,
    connected: last.state === 'open',
    connectionId: last.state === 'open' ? client.connectionId : '',
    member: client.member,
    error: last.error,
    retryIn: last.retryIn,
  };
}
