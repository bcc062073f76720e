import { Button } from '@mantine/core';
import type { BookingView } from '@parley/domains/exchange/schema';
import { CalendarClock } from 'lucide-react';
import { useCallback, useId, type ReactNode } from 'react';
import { Link } from 'wouter';
import { bookingsApi } from '../../api/bookings.ts';
import { Notice } from '../../ui/notice.tsx';
import css from './bookings.module.css';
import { ListState } from './list-state.tsx';
import { MeetingCard } from './meeting-card.tsx';
import { Page } from './page.tsx';
import { useNow } from './use-now.ts';
import { usePages, type Pages } from './use-pages.ts';
import { byDay } from './when.ts';

function useMeetings(when: 'coming' | 'past'): Pages<BookingView> {
  const load = useCallback(
    async (cursor: string | undefined, signal: AbortSignal) => {
      const { bookings: items, next } = await bookingsApi.bookings({ when, cursor }, signal);
      return { items, next };
    },
    [when],
  );
  return usePages(load);
}

/** The meetings to come, and those that were. */
export function MeetingsPage(): ReactNode {
  const coming = useMeetings('coming');
  const past = useMeetings('past');
  const titles = useId();
  return (
    <Page title="Meetings">
      <section className={css.section} aria-labelledby={`${titles}coming`}>
        <h2 id={`${titles}coming`} className={css.sectionTitle}>
          Coming
        </h2>
        <ListState
          list={coming}
          what="meetings"
          empty={
            <Notice
              icon={<CalendarClock />}
              title="No meeting ahead"
              action={
                <Button component={Link} href="/bookings/ask">
                  Ask somebody for a time
                </Button>
              }
            >
              Meetings stand here once a time is agreed on, with the way in.
            </Notice>
          }
        >
          {(bookings) => <Days bookings={bookings} />}
        </ListState>
      </section>
      <section className={css.section} aria-labelledby={`${titles}past`}>
        <h2 id={`${titles}past`} className={css.sectionTitle}>
          Past
        </h2>
        <ListState list={past} what="past meetings" empty={<p className={css.none}>None yet.</p>}>
          {(bookings) => <Days bookings={bookings} />}
        </ListState>
      </section>
    </Page>
  );
}

function Days({ bookings }: { readonly bookings: readonly BookingView[] }): ReactNode {
  const now = useNow();
  return byDay(bookings, now).map(({ day, things }) => (
    <div key={things[0]?.id} className={css.section}>
      <h3 className={css.day}>{day}</h3>
      <ul className={css.list}>
        {things.map((booking) => (
          <MeetingCard key={booking.id} booking={booking} now={now} />
        ))}
      </ul>
    </div>
  ));
}
