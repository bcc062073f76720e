import { Button } from '@mantine/core';
import type { BookingView } from '@parley/domains/exchange/schema';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Avatar } from '../../ui/avatar.tsx';
import { useMember } from '../session/session-context.ts';
import css from './bookings.module.css';
import { stateOf, timesOf } from './when.ts';

interface MeetingCardProps {
  readonly booking: BookingView;
  readonly now: Date;
}

/** The other one of a meeting. */
export function otherIn(
  { participants }: BookingView,
  memberId: number,
): BookingView['participants'][number] | undefined {
  return participants.find(({ id }) => id !== memberId) ?? participants[0];
}

/** A meeting in a list: with whom, about what, when, and the way in. */
export function MeetingCard({ booking, now }: MeetingCardProps): ReactNode {
  const { id: me } = useMember();
  const { id, title, cancelledOn } = booking;
  const other = otherIn(booking, me);
  const isCancelled = cancelledOn !== null;
  const state = isCancelled ? 'over' : stateOf(booking, now);
  return (
    <li className={css.card} data-now={state === 'now'} data-cancelled={isCancelled}>
      <Avatar name={other?.name ?? ''} color={other?.color ?? ''} />
      <span className={css.words}>
        <Link href={`/bookings/${id}`} className={css.name}>
          {title}
        </Link>
        <span className={css.about}>
          with {other?.name}, <span className={css.time}>{timesOf(booking)}</span>
          {state === 'now' && ', now'}
          {isCancelled && ', cancelled'}
        </span>
      </span>
      {state !== 'over' && (
        <span className={css.buttons}>
          <Button
            component={Link}
            href={`/app/exchange/${id}`}
            variant={state === 'now' ? 'filled' : 'default'}
            size="sm"
            aria-label={`Enter: ${title}`}
          >
            Enter
          </Button>
        </span>
      )}
    </li>
  );
}
