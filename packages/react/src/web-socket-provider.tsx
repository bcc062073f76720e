import { useEffect, useMemo, useRef, type JSX, type ReactNode } from 'react';
import { createClient, type Client, type TicketSource } from '@parley/client';
import { ClientContext } from './use-client.ts';

export interface WebSocketProviderProps {
  readonly children?: ReactNode;
  /** A client of the application's own, instead of one made from `url` and `ticket`. */
  readonly client?: Client | undefined;
  /** The server; absent: this page's origin. */
  readonly url?: string | undefined;
  /** Where tickets come from; absent: `POST /ticket` with cookies. */
  readonly ticket?: TicketSource | undefined;
  /** The stable id of who is signed in, if known: see `ClientOptions.member`. Another one begins anew. */
  readonly member?: string | undefined;
  /** False while nobody is signed in: there is no connection then. Default true. */
  readonly enabled?: boolean | undefined;
}

/**
 * One long-lived connection for everything below it, for as long as it is mounted and `enabled`.
 *
 * @example
 * <WebSocketProvider enabled={user !== undefined}>
 *   <App />
 * </WebSocketProvider>
 */
export function WebSocketProvider(props: WebSocketProviderProps): JSX.Element {
  const { children, client: given, url, ticket, member, enabled = true } = props;
  const newestTicket = useRef(ticket);
  // No layout effect: those complain when a page is rendered on a server.
  useEffect(() => {
    newestTicket.current = ticket;
  });
  const ownTicket = ticket !== undefined;
  const client = useMemo(() => {
    if (given !== undefined) return given;
    // A function written inline is a new one with every render, and no reason for a new client.
    const newest: TicketSource = () => newestTicket.current?.() ?? Promise.resolve('');
    return createClient({
      ...(url !== undefined && { url }),
      ...(ownTicket && { ticket: newest }),
      ...(member !== undefined && { member }),
    });
  }, [given, url, ownTicket, member]);

  const leaving = useRef<{ client: Client; cancel: () => void }>(undefined);
  useEffect(() => {
    if (!enabled) return undefined;
    // StrictMode unmounts and mounts again at once: the connection lives through that.
    if (leaving.current?.client === client) leaving.current.cancel();
    client.connect();
    return () => {
      const timer = setTimeout(() => client.disconnect());
      leaving.current = { client, cancel: () => clearTimeout(timer) };
    };
  }, [client, enabled]);
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>;
}
