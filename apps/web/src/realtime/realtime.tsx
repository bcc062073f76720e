import { createClient } from '@parley/client';
import { WebSocketProvider } from '@parley/react';
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { useMember, useSession } from '../features/session/session-context.ts';
import { Undelivered } from './undelivered.ts';

const UndeliveredContext = createContext<Undelivered | undefined>(undefined);

/** The messages that could not be sent. Only below `Realtime`. */
export function useUndelivered(): Undelivered {
  const undelivered = useContext(UndeliveredContext);
  if (undelivered === undefined) throw new Error('There is no Realtime above this component.');
  return undelivered;
}

/** The one connection of the app, for as long as somebody is signed in. */
export function Realtime({ children }: { readonly children: ReactNode }): ReactNode {
  const { refresh } = useSession();
  const { id } = useMember();
  // Knowing the member, the client keeps what is written before the first connection over a reload.
  const client = useMemo(() => createClient({ member: `m${id}` }), [id]);
  const undelivered = useMemo(() => new Undelivered(), []);
  useEffect(() => undelivered.watch(client), [client, undelivered]);
  useEffect(
    () =>
      client.on('state', () => {
        // The session is over (signed out elsewhere, revoked, expired): the server says which door is next.
        if (client.state === 'refused') void refresh();
      }),
    [client, refresh],
  );
  return (
    <WebSocketProvider client={client}>
      <UndeliveredContext value={undelivered}>{children}</UndeliveredContext>
    </WebSocketProvider>
  );
}
