import { createContext, useContext, useEffect, type Context, type Provider } from 'react';

const Unread: Context<number> = createContext(0);

/** Gives the pages below it the number of what waits to be read. */
export const UnreadTitle: Provider<number> = Unread;

/** Names the page in the tab and in the history: "(3) General · Parley" while three messages wait. */
export function useTitle(title: string): void {
  const unread = useContext(Unread);
  useEffect(() => {
    const page = title === '' ? 'Parley' : `${title} · Parley`;
    document.title = unread === 0 ? page : `(${unread > 99 ? '99+' : unread}) ${page}`;
  }, [title, unread]);
}
