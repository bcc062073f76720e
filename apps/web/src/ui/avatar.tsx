import type { ReactNode } from 'react';
import css from './avatar.module.css';
import { initials } from './initials.ts';
import { inkOn } from './ink-on.ts';

interface AvatarProps {
  readonly name: string;
  readonly color: string;
  /** Shows the dot of presence; absent where presence says nothing. */
  readonly online?: boolean;
  readonly size?: 'tiny' | 'small' | 'normal';
}

/** A member's mark: initials on their colour. Decoration: the name stands beside it. */
export function Avatar({ name, color, online, size = 'normal' }: AvatarProps): ReactNode {
  return (
    <span className={css.avatar} data-size={size} style={inkOn(color)} aria-hidden="true">
      {initials(name)}
      {online !== undefined && <span className={css.dot} data-online={online} />}
    </span>
  );
}
