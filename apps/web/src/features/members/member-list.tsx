import { Skeleton, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import css from './member-list.module.css';
import type { Person } from './merge.ts';

interface MemberListProps {
  readonly people: readonly Person[];
  /** My stable id. */
  readonly self: string | undefined;
  readonly loading: boolean;
  /** Whether a member is in the community now, if not in this room. */
  readonly isOnline: (memberId: number) => boolean | undefined;
  /** People online beyond those listed, in a crowd. */
  readonly more: number;
  /** What can be done with somebody, at the end of their line. */
  readonly menu?: (person: Person) => ReactNode;
}

/** Who belongs to a room, those who are here now first. */
export function MemberList({
  people,
  self,
  loading,
  more,
  isOnline,
  menu,
}: MemberListProps): ReactNode {
  const here = people.filter((p) => p.online);
  const away = people.filter((p) => !p.online);
  const shared = { self, isOnline, menu };
  return (
    <>
      <Section title="Here now" count={here.length + more} people={here} {...shared} />
      {more > 0 && <p className={css.more}>and {more} more</p>}
      {loading && away.length === 0 && <Skeleton height={38} mx={16} radius="md" />}
      {away.length > 0 && (
        <Section title="Not here" count={away.length} people={away} {...shared} />
      )}
    </>
  );
}

interface SectionProps extends Pick<MemberListProps, 'people' | 'self' | 'isOnline'> {
  readonly title: string;
  readonly count: number;
  readonly menu: MemberListProps['menu'] | undefined;
}

function Section({ title, count, people, self, isOnline, menu }: SectionProps): ReactNode {
  return (
    <section className={css.section}>
      <h3 className={css.title}>
        {title} <span className={css.count}>{count}</span>
      </h3>
      <ul>
        {people.map((person) => {
          const { id, name, color, online: here, participant } = person;
          const online =
            here ||
            (participant !== undefined && isOnline(participant.community_member_id) === true);
          return (
            <li key={id} className={css.person} data-online={here}>
              <Avatar name={name} color={color} online={online} size="small" />
              <span className={css.name}>
                {name}
                {id === self && <span className={css.note}> (you)</span>}
                <VisuallyHidden>{online ? ', online' : ', offline'}</VisuallyHidden>
              </span>
              {participant?.admin === true && <span className={css.note}>owner</span>}
              {participant === undefined && <span className={css.note}>guest</span>}
              {menu?.(person)}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
