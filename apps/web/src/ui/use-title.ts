import { useEffect } from 'react';

/** Names the page in the tab and in the history: "General · Parley". */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Parley' : `${title} · Parley`;
  }, [title]);
}
