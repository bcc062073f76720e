import { onEvents } from '@parley/client/chat';
import type { ExchangeEvents } from '@parley/domains/exchange/schema';
import { useClient } from '@parley/react';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useResource, type Resource } from '../../ui/use-resource.ts';
import { useMember } from '../session/session-context.ts';

const Changes = createContext(0);

/** Hears of every change of one's schedules, quotes and bookings, whoever made it, on whatever device. */
export function ChangesProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useClient();
  const { id } = useMember();
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const changed = (): void => setChanges((n) => n + 1);
    const subscription = onEvents<ExchangeEvents>(client, `exchange-channel-${id}`, {
      quoteChanged: changed,
      bookingChanged: changed,
      scheduleChanged: changed,
      exchangeRated: changed,
      ready: ({ fresh }) => {
        if (fresh) changed();
      },
      gap: changed,
    });
    return () => subscription.leave();
  }, [client, id]);
  return <Changes value={changes}>{children}</Changes>;
}

/** How often something changed since the page opened. */
export function useChanges(): number {
  return useContext(Changes);
}

/** Loads, and loads again when something changed. */
export function useLive<T>(load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const resource = useResource(load);
  const { reload } = resource;
  const changes = useChanges();
  useEffect(() => {
    if (changes > 0) reload();
  }, [changes, reload]);
  return resource;
}
