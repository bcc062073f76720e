import { Button } from '@mantine/core';
import type { ScheduleView } from '@parley/domains/exchange/schema';
import { CalendarPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { bookingsApi } from '../../api/bookings.ts';
import { Notice } from '../../ui/notice.tsx';
import css from './bookings.module.css';
import { ListState } from './list-state.tsx';
import { Page } from './page.tsx';
import { usePages } from './use-pages.ts';
import { zoneName } from './when.ts';

async function load(cursor: string | undefined, signal: AbortSignal) {
  const { schedules: items, next } = await bookingsApi.schedules({ owner: 'me', cursor }, signal);
  return { items, next };
}

/** When others may ask for one: one's schedules. */
export function SchedulesPage(): ReactNode {
  const list = usePages<ScheduleView>(load);
  return (
    <Page title="Your times">
      <ListState
        list={list}
        what="schedules"
        empty={
          <Notice
            icon={<CalendarPlus />}
            title="You have set no times yet"
            action={
              <Button component={Link} href="/bookings/schedules/new">
                Set your times
              </Button>
            }
          >
            Say when in the week others may ask for you. You answer each of them.
          </Notice>
        }
      >
        {(schedules) => (
          <>
            <ul className={css.list}>
              {schedules.map(({ id, title, timeZone, slots }) => (
                <li key={id} className={css.card}>
                  <CalendarPlus aria-hidden size={22} />
                  <span className={css.words}>
                    <Link href={`/bookings/schedules/${id}`} className={css.name}>
                      {title}
                    </Link>
                    <span className={css.about}>
                      {slots.length === 1 ? '1 time' : `${slots.length} times`} a week,{' '}
                      {zoneName(timeZone)}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
            <div className={css.buttons}>
              <Button component={Link} href="/bookings/schedules/new" variant="default">
                Another schedule
              </Button>
            </div>
          </>
        )}
      </ListState>
    </Page>
  );
}
