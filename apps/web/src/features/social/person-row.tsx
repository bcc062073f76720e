import type { ReactNode } from 'react';
import type { Person } from '../../api/social.ts';
import { Avatar } from '../../ui/avatar.tsx';
import css from './people-page.module.css';

interface PersonRowProps {
  readonly person: Person;
  /** What can be done with them. */
  readonly children?: ReactNode;
}

/** Somebody in a list. */
export function PersonRow({ person, children }: PersonRowProps): ReactNode {
  const { name, username, color } = person;
  return (
    <li className={css.person}>
      <Avatar name={name} color={color} size="small" />
      <span className={css.name}>
        {name} <span className={css.username}>@{username}</span>
      </span>
      {children}
    </li>
  );
}
