import { useState } from 'react';
import type { UsePeople } from './editor-props.ts';
import type { Mentionable, Suggesting } from './suggesting.ts';

interface MentionKeys {
  readonly people: readonly Mentionable[];
  /** Which of them Enter would choose. */
  readonly active: number;
  readonly setActive: (at: number) => void;
  /** Takes a key; true when it was for the list. */
  readonly onKey: (event: Pick<KeyboardEvent, 'key'>) => boolean;
}

/** The list of those who can be mentioned, moved through without leaving the text. */
export function useMentionKeys(
  suggesting: Suggesting | undefined,
  usePeople: UsePeople,
): MentionKeys {
  const query = suggesting?.query;
  const people = usePeople(query);
  const [held, setHeld] = useState({ query, at: 0 });
  // Another query begins at the top.
  const at = held.query === query ? Math.min(held.at, Math.max(0, people.length - 1)) : 0;
  const setActive = (next: number): void => setHeld({ query, at: next });
  return {
    people,
    active: at,
    setActive,
    onKey({ key }) {
      const count = people.length;
      if (suggesting === undefined || count === 0) return false;
      if (key === 'ArrowDown') setActive((at + 1) % count);
      else if (key === 'ArrowUp') setActive((at + count - 1) % count);
      else if (key === 'Enter' || key === 'Tab') {
        const person = people[at];
        if (person !== undefined) suggesting.choose(person);
      } else return false;
      return true;
    },
  };
}
