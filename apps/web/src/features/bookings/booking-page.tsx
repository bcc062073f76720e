import { Button } from '@mantine/core';
import { CalendarX, CloudOff } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { bookingsApi } from '../../api/bookings.ts';
import { errorText } from '../../ui/error-text.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useMember } from '../session/session-context.ts';
import { AttendanceLog } from './attendance-log.tsx';
import css from './bookings.module.css';
import { useLive } from './changes.tsx';
import { Loading } from './list-state.tsx';
import { otherIn } from './meeting-card.tsx';
import { Page } from './page.tsx';
import { Ratings } from './ratings.tsx';
import { useNow } from './use-now.ts';
import { dayOf, stateOf, timesOf } from './when.ts';

const back = { href: '/bookings', label: 'Back to the meetings' };

/** One meeting: when it is and with whom, the way in, and afterwards how it was. */
export function BookingPage({ id }: { readonly id: number }): ReactNode {
  const { id: me } = useMember();
  const now = useNow();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const exchange = await bookingsApi.exchange(id, signal);
      return { exchange, attendance: await bookingsApi.attendance(id, signal) };
    },
    [id],
  );
  const { data, error, reload } = useLive(load);
  const [isCancelling, setCancelling] = useState(false);
  const cancel = useAction(async () => {
    await bookingsApi.cancel(id);
    setCancelling(false);
    reload();
  });
  if (data === undefined) {
    return (
      <Page title="Meeting" back={back}>
        {error === undefined ? (
          <Loading what="meeting" />
        ) : (
          <Notice
            alert
            icon={error.code === 'not_found' ? <CalendarX /> : <CloudOff />}
            title="The meeting did not come"
            action={
              error.code === 'not_found' ? (
                <Link href="/bookings">All meetings</Link>
              ) : (
                <Button onClick={reload}>Try again</Button>
              )
            }
          >
            {error.code === 'not_found' ? 'There is none, or it is not yours.' : errorText(error)}
          </Notice>
        )}
      </Page>
    );
  }
  const { exchange, attendance } = data;
  const { booking } = exchange;
  const other = otherIn(booking, me);
  const isCancelled = booking.cancelledOn !== null;
  const state = stateOf(booking, now);
  const canceller = booking.cancelledBy === me ? 'You' : (other?.name ?? '');
  return (
    <Page title={booking.title} back={back}>
      <div className={css.words}>
        <p>
          {dayOf(booking.startsOn, now)}, <span className={css.time}>{timesOf(booking)}</span>
        </p>
        <p className={css.about}>with {other?.name}</p>
        {booking.note !== '' && <p className={css.note}>{booking.note}</p>}
      </div>
      {isCancelled && <p className={css.hint}>{canceller} cancelled this meeting.</p>}
      {!isCancelled && (
        <div className={css.buttons}>
          <Button
            component={Link}
            href={`/app/exchange/${id}`}
            variant={state === 'now' ? 'filled' : 'default'}
          >
            {state === 'over' ? 'Open the exchange' : 'Enter'}
          </Button>
          {state !== 'over' && (
            <Button
              variant="default"
              data-danger
              aria-haspopup="dialog"
              onClick={() => setCancelling(true)}
            >
              Cancel the meeting
            </Button>
          )}
        </div>
      )}
      {!isCancelled && state !== 'coming' && <Ratings exchange={exchange} onRated={reload} />}
      {(attendance.length > 0 || state !== 'coming') && (
        <AttendanceLog attendance={attendance} participants={booking.participants} />
      )}
      <FormDialog
        title="Cancel this meeting?"
        opened={isCancelling}
        onClose={() => setCancelling(false)}
        onSubmit={() => void cancel.run()}
        submit="Cancel the meeting"
        danger
        busy={cancel.busy}
        error={cancel.error}
      >
        <p className={css.about}>
          {other?.name} is told. What you write, say and draw there ends for both of you, and the
          time is free again.
        </p>
      </FormDialog>
    </Page>
  );
}
