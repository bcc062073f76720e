import type { Database } from '@parley/store';
import type { Job } from '../domain.ts';
import { messageLimits } from './message-limits.ts';
import { endedRooms, untoldRooms } from './room-repository.ts';
import { chatLimits } from './rules.ts';
import { roomTopic } from './schema.ts';
import { forgetRoomUnit } from './units/room-forgetting.ts';
import { tellRoomUnit } from './units/room-rounds.ts';

/** Steps of one room in one run; what is left is done in the next. */
const MOST_STEPS = 100;

/** What chat does beside what it is asked. Several nodes may do it at once: each step looks again. */
export function roomJobs(
  db: Database,
  options: { readonly fanoutLimit?: number | undefined } = {},
): readonly Job[] {
  return [
    { name: 'chat.tellLargeRooms', every: 5000, run: () => tellLargeRooms(db, options) },
    { name: 'chat.forgetRooms', every: 10_000, run: () => forgetRooms(db) },
  ];
}

/**
 * Tells the participants of large rooms in which something happened, one round each: so many in one
 * transaction as a room may have without being large.
 */
export async function tellLargeRooms(
  db: Database,
  {
    fanoutLimit = messageLimits.fanoutLimit.default,
  }: { readonly fanoutLimit?: number | undefined } = {},
): Promise<void> {
  for (const uuid of await untoldRooms(db.read, chatLimits.roundsAtOnce.default)) {
    let isDone = false;
    for (let step = 0; !isDone && step < MOST_STEPS; step += 1) {
      isDone = (await db.run(tellRoomUnit, { uuid, limit: fanoutLimit })).value?.isDone ?? true;
    }
  }
}

/** Forgets what was said in rooms that were deleted, once their participants have been told. */
export async function forgetRooms(db: Database): Promise<void> {
  for (const uuid of await endedRooms(db.read, chatLimits.roundsAtOnce.default)) {
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const { value } = await db.run(forgetRoomUnit, { uuid });
      if (value?.isDone === false) continue;
      if (value !== undefined && value.head > 0) await db.trim(roomTopic(uuid), value.head);
      break;
    }
  }
}
