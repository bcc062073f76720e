import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ScheduleBody } from '@parley/domains/exchange/schema';
import { useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { Link } from 'wouter';
import { errorText } from '../../ui/error-text.ts';
import { formText } from '../../ui/form-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import type { Action } from '../../ui/use-action.ts';
import css from './bookings.module.css';
import type { SlotDraft } from './slots.ts';
import { SlotsEditor } from './slots-editor.tsx';
import { zoneName } from './when.ts';

interface ScheduleFormProps {
  readonly schedule: ScheduleBody;
  readonly save: Action<[ScheduleBody]>;
  /** What else can be done with it. */
  readonly children?: ReactNode;
}

/** What a schedule is called, where its clock stands, and which times of the week it has. */
export function ScheduleForm({ schedule, save, children }: ScheduleFormProps): ReactNode {
  const [slots, setSlots] = useState<readonly SlotDraft[]>(schedule.slots);
  const zones = useMemo(() => {
    const known = new Set([schedule.timeZone, ...Intl.supportedValuesOf('timeZone'), 'UTC']);
    return [...known].toSorted().map((value) => ({ value, label: zoneName(value) }));
  }, [schedule.timeZone]);
  const { error, busy } = save;
  const { fields = {} } = error ?? {};
  const isPlaced = ['title', 'about', 'timeZone'].some((name) => fields[name] !== undefined);
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void save.run({
      title: formText(form, 'title'),
      about: formText(form, 'about'),
      timeZone: formText(form, 'timeZone'),
      slots: slots.map(({ weekday, startsAt, minutes }) => ({ weekday, startsAt, minutes })),
    });
  }
  return (
    <form className={css.form} onSubmit={send}>
      {error !== undefined && !isPlaced && <Trouble>{errorText(error)}</Trouble>}
      <TextInput
        name="title"
        label="Title"
        description="What others see: office hours, reviews, a first talk."
        defaultValue={schedule.title}
        required
        withAsterisk={false}
        maxLength={80}
        error={fields['title']}
      />
      <Textarea
        name="about"
        label="About (optional)"
        defaultValue={schedule.about}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        error={fields['about']}
      />
      <NativeSelect
        name="timeZone"
        label="Time zone"
        description="Your times stay at these hours, in summer and in winter."
        defaultValue={schedule.timeZone}
        data={zones}
        error={fields['timeZone']}
      />
      <SlotsEditor slots={slots} onChange={setSlots} />
      <div className={css.buttons}>
        <Button type="submit" loading={busy}>
          Save
        </Button>
        <Button component={Link} href="/bookings/schedules" variant="subtle">
          Cancel
        </Button>
        {children}
      </div>
    </form>
  );
}
