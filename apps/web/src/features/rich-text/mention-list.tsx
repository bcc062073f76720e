import { useEffect, useRef, type ReactNode } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import css from './mention-list.module.css';
import type { Mentionable } from './suggesting.ts';

interface MentionListProps {
  readonly id: string;
  readonly people: readonly Mentionable[];
  readonly active: number;
  readonly onHover: (at: number) => void;
  readonly onChoose: (person: Mentionable) => void;
}

/** Those who can be mentioned. The focus stays in the text, which says which one is meant. */
export function MentionList(props: MentionListProps): ReactNode {
  const { id, people, active, onHover, onChoose } = props;
  const chosen = useRef<HTMLLIElement>(null);
  // Newer browsers answer with a promise, which is no way to end an effect.
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <ul className={css.list} id={id} role="listbox" aria-label="Mention somebody">
      {people.map((person, at) => (
        <li
          key={person.id}
          id={`${id}-${at}`}
          ref={at === active ? chosen : undefined}
          role="option"
          aria-selected={at === active}
          className={css.person}
          onPointerMove={() => onHover(at)}
          // The text keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(person)}
        >
          <Avatar name={person.name} color={person.color} size="small" />
          <span className={css.name}>{person.name}</span>
        </li>
      ))}
    </ul>
  );
}
