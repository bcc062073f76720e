import { defineUnit, type Unit } from '@parley/store';
import { exchangeLimits } from '../limits.ts';
import { openOfSchedule, settleQuote } from '../quote-repository.ts';
import { refuse, type Refused } from '../refused.ts';
import {
  countSchedules,
  insertSchedule,
  replaceSlots,
  scheduleOf,
  setDeleted,
  updateSchedule,
} from '../schedule-repository.ts';
import { exchangeChannel, type ScheduleBody } from '../schema.ts';
import { notifyOf, tell, tellQuote } from '../tell.ts';

type Own = { readonly memberId: number; readonly scheduleId: number };
type Made = { readonly id: number };

/** Makes a schedule. */
export const createScheduleUnit: Unit<
  { readonly memberId: number; readonly body: ScheduleBody },
  Made | Refused
> = defineUnit({
  name: 'exchange.createSchedule',
  topic: ({ memberId }) => exchangeChannel(memberId),
  run: async (tx, { memberId, body }) => {
    const held = await countSchedules(tx.db, memberId);
    if (held >= exchangeLimits.schedulesPerMember.default) return refuse('too_many');
    const id = await insertSchedule(tx.db, memberId, body, tx.now);
    await replaceSlots(tx.db, id, { before: [], after: body.slots });
    tell(tx, [memberId], 'scheduleChanged', { scheduleId: id });
    return { id };
  },
});

/** Changes one's schedule. What was asked for or booked keeps its time. */
export const updateScheduleUnit: Unit<Own & { readonly body: ScheduleBody }, Made | Refused> =
  defineUnit({
    name: 'exchange.updateSchedule',
    topic: ({ memberId }) => exchangeChannel(memberId),
    run: async (tx, { memberId, scheduleId: id, body }) => {
      const schedule = await scheduleOf(tx.db, id);
      if (schedule?.owner.id !== memberId) return refuse('not_found');
      await updateSchedule(tx.db, id, body);
      await replaceSlots(tx.db, id, { before: schedule.slots, after: body.slots });
      tell(tx, [memberId], 'scheduleChanged', { scheduleId: id });
      return { id };
    },
  });

/** Deletes one's schedule. Who asked and has no answer yet is declined; what is booked stands. */
export const deleteScheduleUnit: Unit<Own, Made | Refused> = defineUnit({
  name: 'exchange.deleteSchedule',
  topic: ({ memberId }) => exchangeChannel(memberId),
  run: async (tx, { memberId, scheduleId: id }) => {
    const schedule = await scheduleOf(tx.db, id);
    if (schedule?.owner.id !== memberId) return refuse('not_found');
    await setDeleted(tx.db, id, tx.now);
    tell(tx, [memberId], 'scheduleChanged', { scheduleId: id });
    const isComing = ({ startsOn }: { readonly startsOn: string }): boolean => startsOn > tx.now;
    for (const quote of (await openOfSchedule(tx.db, id)).filter(isComing)) {
      await settleQuote(tx.db, quote.id, 'declined', tx.now);
      await tellQuote(tx, quote.id);
      await notifyOf(tx, {
        memberId: quote.client.id,
        actorId: memberId,
        displayAction: `${quote.owner.name} declined the meeting`,
        text: quote.title,
        url: '/bookings/requests',
      });
    }
    return { id };
  },
});
