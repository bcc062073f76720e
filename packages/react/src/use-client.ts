import { createContext, useContext, type Context } from 'react';
import type { Client } from '@parley/client';

/** The client that a provider put here. */
export const ClientContext: Context<Client | undefined> = createContext<Client | undefined>(
  undefined,
);

/**
 * The client of the nearest `WebSocketProvider`.
 *
 * @throws {Error} outside of a provider
 * @example
 * const client = useClient();
 * useEffect(() => client.on('undelivered', ({ error }) => notify(error.message)), [client]);
 */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('There is no WebSocketProvider above this component.');
  return client;
}
