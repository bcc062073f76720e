import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { Chip } from '../../ui/chip.tsx';
import css from './bookings.module.css';
import { addSlots, slotsBetween, type SlotDraft } from './slots.ts';

/** As many as a schedule may have. */
const MOST = 100;
const lengths = [15, 20, 30, 45, 60, 90, 120] as const;

/** The days of the week from Monday on, by the names of the reader's language. */
const weekdays = [1, 2, 3, 4, 5, 6, 7].map((weekday) => {
  const date = new Date(Date.UTC(2024, 0, weekday));
  const name = (weekdayStyle: 'long' | 'short'): string =>
    new Intl.DateTimeFormat(undefined, { weekday: weekdayStyle, timeZone: 'UTC' }).format(date);
  return { weekday, long: name('long'), short: name('short') };
});

interface SlotsEditorProps {
  readonly slots: readonly SlotDraft[];
  readonly onChange: (slots: readonly SlotDraft[]) => void;
}

/** The times of a week: whole rows of them are added at once, each can be taken away. */
export function SlotsEditor({ slots, onChange }: SlotsEditorProps): ReactNode {
  const id = useId();
  const [days, setDays] = useState<readonly number[]>([1]);
  const [from, setFrom] = useState('09:00');
  const [to, setTo] = useState('12:00');
  const [minutes, setMinutes] = useState(30);
  const [said, setSaid] = useState('');
  const wanted = slotsBetween(days, { from, to, minutes });
  function add(): void {
    const { slots: all, left } = addSlots(slots, wanted);
    if (all.length > MOST) {
      setSaid(`At most ${MOST} times a week.`);
      return;
    }
    onChange(all);
    const count = wanted.length - left;
    const added = count === 1 ? '1 time added.' : `${count} times added.`;
    setSaid(left === 0 ? added : `${added} ${left} would overlap with what is there.`);
  }
  function toggle(weekday: number): void {
    setDays(days.includes(weekday) ? days.filter((d) => d !== weekday) : [...days, weekday]);
  }
  return (
    <section className={css.form} aria-labelledby={id}>
      <h2 id={id} className={css.sectionTitle}>
        Times of the week
      </h2>
      <div className={css.adding}>
        <fieldset className={css.days}>
          <legend>On</legend>
          {weekdays.map(({ weekday, long, short }) => (
            <label key={weekday} className={css.dayChoice}>
              <input
                type="checkbox"
                aria-label={long}
                checked={days.includes(weekday)}
                onChange={() => toggle(weekday)}
              />
              <span aria-hidden="true">{short}</span>
            </label>
          ))}
        </fieldset>
        <div className={css.fields}>
          <TextInput
            type="time"
            label="From"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="time"
            label="Until"
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <NativeSelect
            label="Each takes"
            value={String(minutes)}
            onChange={(event) => setMinutes(Number(event.currentTarget.value))}
            data={lengths.map((length) => ({ value: String(length), label: `${length} minutes` }))}
          />
        </div>
        <div className={css.buttons}>
          <Button variant="default" disabled={wanted.length === 0} onClick={add}>
            {wanted.length === 0
              ? 'Nothing fits in between'
              : `Add ${wanted.length} time${wanted.length === 1 ? '' : 's'}`}
          </Button>
          <span role="status" className={css.hint}>
            {said}
          </span>
        </div>
      </div>
      {slots.length === 0 ? (
        <p className={css.none}>No times yet: nobody can ask.</p>
      ) : (
        <ul className={css.week} aria-label="Times of the week">
          {weekdays
            .filter(({ weekday }) => slots.some((slot) => slot.weekday === weekday))
            .map(({ weekday, long }) => (
              <li key={weekday}>
                <span className={css.weekday}>{long}</span>
                <ul className={css.chips} aria-label={long}>
                  {slots
                    .filter((slot) => slot.weekday === weekday)
                    .map((slot) => (
                      <Chip
                        key={slot.startsAt}
                        removes={`Without ${long}, ${slot.startsAt}`}
                        onRemove={() => {
                          onChange(slots.filter((one) => one !== slot));
                          setSaid(`${long}, ${slot.startsAt} is taken away.`);
                        }}
                      >
                        {slot.startsAt} · {slot.minutes} min
                      </Chip>
                    ))}
                </ul>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}
