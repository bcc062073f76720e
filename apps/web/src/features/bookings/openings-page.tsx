import { Button, Textarea, TextInput } from '@mantine/core';
import type { Opening, ScheduleView } from '@parley/domains/exchange/schema';
import { CalendarX, CloudOff } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { bookingsApi } from '../../api/bookings.ts';
import { errorText } from '../../ui/error-text.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formText } from '../../ui/form-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import css from './bookings.module.css';
import { useLive } from './changes.tsx';
import { Loading } from './list-state.tsx';
import { Page } from './page.tsx';
import { byDay, dayOf, ownTimeZone, timeOf, timesOf, zoneName } from './when.ts';

const DAYS = 14;
const DAY = 86_400_000;
/** As far ahead as one may ask, in weeks of the list. */
const MOST = 26;

const back = { href: '/bookings/ask', label: 'Back to all schedules' };

/** The free times of a schedule, one of which can be asked for. */
export function OpeningsPage({ id }: { readonly id: number }): ReactNode {
  const [ahead, setAhead] = useState(0);
  const [chosen, setChosen] = useState<Opening>();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const from = new Date(Date.now() + ahead * DAYS * DAY).toISOString().slice(0, 10);
      const [schedule, openings] = await Promise.all([
        bookingsApi.schedule(id, signal),
        bookingsApi.openings(id, { ...(ahead === 0 ? {} : { from }), days: DAYS }, signal),
      ]);
      return { schedule, openings };
    },
    [id, ahead],
  );
  const { data, error, loading, reload } = useLive(load);
  if (data === undefined) {
    return (
      <Page title="Free times" back={back}>
        {error === undefined ? (
          <Loading what="free times" />
        ) : (
          <Notice
            alert
            icon={<CloudOff />}
            title="The free times did not come"
            action={<Button onClick={reload}>Try again</Button>}
          >
            {errorText(error)}
          </Notice>
        )}
      </Page>
    );
  }
  const { schedule, openings } = data;
  return (
    <Page title={`${schedule.owner.name}: ${schedule.title}`} back={back}>
      {schedule.about !== '' && <p className={css.about}>{schedule.about}</p>}
      <p className={css.hint}>
        Times are yours ({zoneName(ownTimeZone())}).
        {schedule.timeZone !== ownTimeZone() &&
          ` ${schedule.owner.name} sets them for ${zoneName(schedule.timeZone)}.`}
      </p>
      {openings.length === 0 && (
        <Notice icon={<CalendarX />} title="Nothing is free in these two weeks">
          Look at the next ones.
        </Notice>
      )}
      {byDay(openings, new Date()).map(({ day, things }) => (
        <section key={day} className={css.section}>
          <h2 className={css.day}>{day}</h2>
          <ul className={css.times} aria-label={day}>
            {things.map((one) => (
              <li key={one.startsOn}>
                <Button
                  size="sm"
                  variant="default"
                  aria-haspopup="dialog"
                  aria-label={`Ask for ${day}, ${timesOf(one)}`}
                  onClick={() => setChosen(one)}
                >
                  {timeOf(one.startsOn)}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <div className={css.buttons}>
        {ahead > 0 && (
          <Button variant="default" onClick={() => setAhead(ahead - 1)}>
            Two weeks earlier
          </Button>
        )}
        {ahead < MOST - 1 && (
          <Button variant="default" loading={loading} onClick={() => setAhead(ahead + 1)}>
            Two weeks later
          </Button>
        )}
      </div>
      {chosen !== undefined && (
        <AskDialog
          schedule={schedule}
          opening={chosen}
          onClose={() => {
            setChosen(undefined);
            reload();
          }}
        />
      )}
    </Page>
  );
}

interface AskDialogProps {
  readonly schedule: ScheduleView;
  readonly opening: Opening;
  readonly onClose: () => void;
}

function AskDialog({ schedule, opening, onClose }: AskDialogProps): ReactNode {
  const [, navigate] = useLocation();
  const action = useAction(async (form: FormData) => {
    await bookingsApi.ask(schedule.id, {
      slotId: opening.slotId,
      date: opening.date,
      title: formText(form, 'title'),
      note: formText(form, 'note'),
    });
    navigate('/bookings/requests');
  });
  const { fields = {} } = action.error ?? {};
  return (
    <FormDialog
      title={`Ask ${schedule.owner.name}`}
      opened
      onClose={onClose}
      onSubmit={(form) => void action.run(form)}
      submit="Ask"
      busy={action.busy}
      error={action.error}
    >
      <p className={css.about}>
        {dayOf(opening.startsOn, new Date())}, {timesOf(opening)}
      </p>
      <TextInput
        name="title"
        label="What is it about?"
        data-autofocus
        required
        withAsterisk={false}
        maxLength={120}
        error={fields['title']}
      />
      <Textarea
        name="note"
        label="Anything to know before (optional)"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1000}
        error={fields['note']}
      />
    </FormDialog>
  );
}
