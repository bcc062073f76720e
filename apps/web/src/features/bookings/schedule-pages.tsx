import { Button } from '@mantine/core';
import type { ScheduleBody } from '@parley/domains/exchange/schema';
import { CloudOff } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { bookingsApi } from '../../api/bookings.ts';
import { errorText } from '../../ui/error-text.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useResource } from '../../ui/use-resource.ts';
import { useMember } from '../session/session-context.ts';
import css from './bookings.module.css';
import { Loading } from './list-state.tsx';
import { Page } from './page.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { ownTimeZone } from './when.ts';

const list = '/bookings/schedules';
const back = { href: list, label: 'Back to your times' };

/** A new schedule. */
export function NewSchedulePage(): ReactNode {
  const [, navigate] = useLocation();
  const save = useAction(async (body: ScheduleBody) => {
    await bookingsApi.createSchedule(body);
    navigate(list);
  });
  const empty = { title: '', about: '', timeZone: ownTimeZone(), slots: [] };
  return (
    <Page title="New schedule" back={back}>
      <ScheduleForm schedule={empty} save={save} />
    </Page>
  );
}

/** One of one's schedules, to be changed or deleted. */
export function EditSchedulePage({ id }: { readonly id: number }): ReactNode {
  const { id: me } = useMember();
  const [, navigate] = useLocation();
  const load = useCallback((signal: AbortSignal) => bookingsApi.schedule(id, signal), [id]);
  const { data, error, reload } = useResource(load);
  const [isDeleting, setDeleting] = useState(false);
  const save = useAction(async (body: ScheduleBody) => {
    await bookingsApi.updateSchedule(id, body);
    navigate(list);
  });
  const remove = useAction(async () => {
    await bookingsApi.deleteSchedule(id);
    navigate(list);
  });
  const isMine = data?.owner.id === me;
  if (data === undefined || !isMine) {
    return (
      <Page title="Schedule" back={back}>
        {data === undefined && error === undefined ? (
          <Loading what="schedule" />
        ) : (
          <Notice
            alert
            icon={<CloudOff />}
            title="The schedule did not come"
            action={<Button onClick={reload}>Try again</Button>}
          >
            {error === undefined ? 'It is somebody else’s.' : errorText(error)}
          </Notice>
        )}
      </Page>
    );
  }
  return (
    <Page title={data.title} back={back}>
      <ScheduleForm schedule={data} save={save}>
        <Button
          variant="default"
          data-danger
          aria-haspopup="dialog"
          onClick={() => setDeleting(true)}
        >
          Delete
        </Button>
      </ScheduleForm>
      <FormDialog
        title="Delete this schedule?"
        opened={isDeleting}
        onClose={() => setDeleting(false)}
        onSubmit={() => void remove.run()}
        submit="Delete"
        danger
        busy={remove.busy}
        error={remove.error}
      >
        <p className={css.about}>
          Requests that you have not answered are declined. What is agreed on stands.
        </p>
      </FormDialog>
    </Page>
  );
}
