import { Button } from '@mantine/core';
import type { ScheduleView } from '@parley/domains/exchange/schema';
import { CalendarSearch } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { bookingsApi } from '../../api/bookings.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useMember } from '../session/session-context.ts';
import css from './bookings.module.css';
import { ListState } from './list-state.tsx';
import { Page } from './page.tsx';
import { usePages } from './use-pages.ts';

async function load(cursor: string | undefined, signal: AbortSignal) {
  const { schedules: items, next } = await bookingsApi.schedules({ cursor }, signal);
  return { items, next };
}

/** Whom one can ask for a time. */
export function AskPage(): ReactNode {
  const { id: me } = useMember();
  const all = usePages<ScheduleView>(load);
  const { items } = all;
  const others = useMemo(() => items?.filter(({ owner }) => owner.id !== me), [items, me]);
  return (
    <Page title="Ask for a time">
      <ListState
        list={{ ...all, items: others }}
        what="schedules"
        empty={
          <Notice icon={<CalendarSearch />} title="Nobody else has set times yet">
            People who set <Link href="/bookings/schedules">their times</Link> can be asked here.
          </Notice>
        }
      >
        {(schedules) => (
          <ul className={css.list}>
            {schedules.map(({ id, owner, title, about }) => (
              <li key={id} className={css.card}>
                <Avatar name={owner.name} color={owner.color} />
                <span className={css.words}>
                  <span className={css.name}>
                    {owner.name}: {title}
                  </span>
                  <span className={css.about}>{about}</span>
                </span>
                <span className={css.buttons}>
                  <Button
                    component={Link}
                    href={`/bookings/ask/${id}`}
                    size="sm"
                    variant="default"
                    aria-label={`Free times of ${owner.name}: ${title}`}
                  >
                    Free times
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
      </ListState>
    </Page>
  );
}
