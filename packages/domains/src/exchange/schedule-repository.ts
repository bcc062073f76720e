import type { Db } from '../db.ts';
import { idOf } from './cursor.ts';
import type { ScheduleBody, SchedulePage, SchedulesQuery, ScheduleView, Slot } from './schema.ts';
import { tables } from './tables.ts';

const schedules = (db: Db) =>
  tables(db)
    .selectFrom('schedules as schedule')
    .innerJoin('members as owner', 'owner.id', 'schedule.member_id')
    .select(['schedule.id', 'schedule.title', 'schedule.about', 'schedule.time_zone'])
    .select(['owner.id as owner_id', 'owner.name as owner_name', 'owner.color as owner_color'])
    .where('schedule.deleted_on', 'is', null)
    .where('owner.is_active', '=', true);

/** A page of the schedules that can be seen, the oldest first. */
export async function schedulePage(
  db: Db,
  { owner, cursor, limit }: SchedulesQuery & { readonly owner?: number | undefined },
): Promise<SchedulePage> {
  let query = schedules(db).where('schedule.id', '>', idOf(cursor) ?? 0);
  if (owner !== undefined) query = query.where('schedule.member_id', '=', owner);
  const rows = await query
    .orderBy('schedule.id')
    .limit(limit + 1)
    .execute();
  const shown = await withSlots(db, rows.slice(0, limit));
  return {
    schedules: shown,
    next: rows.length > limit ? String(shown.at(-1)?.id ?? 0) : null,
  };
}

/** Whose schedule it is, also where that is seen no more since they are kept out. */
export async function ownerIdOf(db: Db, id: number): Promise<number | undefined> {
  const row = await tables(db)
    .selectFrom('schedules')
    .select('member_id')
    .where('id', '=', id)
    .where('deleted_on', 'is', null)
    .executeTakeFirst();
  return row?.member_id;
}

/** A schedule that can be seen. */
export async function scheduleOf(db: Db, id: number): Promise<ScheduleView | undefined> {
  const rows = await schedules(db).where('schedule.id', '=', id).execute();
  return (await withSlots(db, rows))[0];
}

async function withSlots(
  db: Db,
  rows: readonly {
    readonly id: number;
    readonly title: string;
    readonly about: string;
    readonly time_zone: string;
    readonly owner_id: number;
    readonly owner_name: string;
    readonly owner_color: string;
  }[],
): Promise<ScheduleView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const found = await tables(db)
    .selectFrom('schedule_slots')
    .selectAll()
    .where('schedule_id', 'in', ids)
    .orderBy('weekday')
    .orderBy('starts_at')
    .execute();
  const slots = new Map<number, Slot[]>(ids.map((id) => [id, []]));
  for (const { id, schedule_id, weekday, starts_at: startsAt, minutes } of found) {
    slots.get(schedule_id)?.push({ id, weekday, startsAt, minutes });
  }
  return rows.map((row) => ({
    id: row.id,
    owner: { id: row.owner_id, name: row.owner_name, color: row.owner_color },
    title: row.title,
    about: row.about,
    timeZone: row.time_zone,
    slots: slots.get(row.id) ?? [],
  }));
}

/** How many schedules a member has. */
export async function countSchedules(db: Db, memberId: number): Promise<number> {
  const { count } = await tables(db)
    .selectFrom('schedules')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('member_id', '=', memberId)
    .where('deleted_on', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/** Adds a schedule, without slots; answers its id. */
export async function insertSchedule(
  db: Db,
  memberId: number,
  body: Pick<ScheduleBody, 'title' | 'about' | 'timeZone'>,
  now: string,
): Promise<number> {
  const { title, about, timeZone } = body;
  const { id } = await tables(db)
    .insertInto('schedules')
    .values({ member_id: memberId, title, about, time_zone: timeZone, created_on: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Changes what a schedule says of itself. */
export async function updateSchedule(
  db: Db,
  id: number,
  { title, about, timeZone }: Pick<ScheduleBody, 'title' | 'about' | 'timeZone'>,
): Promise<void> {
  await tables(db)
    .updateTable('schedules')
    .set({ title, about, time_zone: timeZone })
    .where('id', '=', id)
    .execute();
}

/** Nobody sees it any more; what was booked stands. */
export async function setDeleted(db: Db, id: number, now: string): Promise<void> {
  await tables(db).updateTable('schedules').set({ deleted_on: now }).where('id', '=', id).execute();
}

/** Makes these the slots of a schedule; those that are as before keep their ids. */
export async function replaceSlots(
  db: Db,
  scheduleId: number,
  { before, after }: { readonly before: readonly Slot[]; readonly after: ScheduleBody['slots'] },
): Promise<void> {
  const keyOf = ({ weekday, startsAt, minutes }: Omit<Slot, 'id'>): string =>
    `${weekday} ${startsAt} ${minutes}`;
  const wanted = new Map(after.map((slot) => [keyOf(slot), slot]));
  const gone = before.filter((slot) => !wanted.delete(keyOf(slot))).map(({ id }) => id);
  if (gone.length > 0) {
    await tables(db).deleteFrom('schedule_slots').where('id', 'in', gone).execute();
  }
  if (wanted.size === 0) return;
  await tables(db)
    .insertInto('schedule_slots')
    .values(
      [...wanted.values()].map(({ weekday, startsAt, minutes }) => ({
        schedule_id: scheduleId,
        weekday,
        starts_at: startsAt,
        minutes,
      })),
    )
    .execute();
}
