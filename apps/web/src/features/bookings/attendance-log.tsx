import type { AttendanceView, BookingPerson } from '@parley/domains/exchange/schema';
import { useId, type ReactNode } from 'react';
import css from './bookings.module.css';
import { dayOf, timeOf } from './when.ts';

interface AttendanceLogProps {
  readonly attendance: readonly AttendanceView[];
  readonly participants: readonly BookingPerson[];
}

const kinds = { text: 'Text', call: 'Call', whiteboard: 'Whiteboard' } as const;

/** Who was connected to what, and when. */
export function AttendanceLog({ attendance, participants }: AttendanceLogProps): ReactNode {
  const title = useId();
  const nameOf = new Map(participants.map(({ id, name }) => [id, name]));
  const now = new Date();
  return (
    <section className={css.section} aria-labelledby={title}>
      <h2 id={title} className={css.sectionTitle}>
        Who was there
      </h2>
      {attendance.length === 0 ? (
        <p className={css.none}>Nobody has come in.</p>
      ) : (
        <table className={css.log} aria-labelledby={title}>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Where</th>
              <th scope="col">From</th>
              <th scope="col">Until</th>
            </tr>
          </thead>
          <tbody>
            {attendance.map(({ kind, memberId, enteredOn, leftOn, isEstimate }) => (
              <tr key={`${kind}${memberId}${enteredOn}`}>
                <td>{nameOf.get(memberId)}</td>
                <td>{kinds[kind]}</td>
                <td>
                  {dayOf(enteredOn, now)}, {timeOf(enteredOn)}
                </td>
                <td>
                  {leftOn === null ? 'still there' : timeOf(leftOn)}
                  {isEstimate && ' or soon after'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
