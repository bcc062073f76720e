import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { SenderView } from '../chat/schema.ts';
import type { NotificationCounts, NotificationQuery, NotificationView } from './schema.ts';
import type { Neighbours, NotificationTables } from './tables.ts';

/** A notification as stored. */
export type NotificationRow = Selectable<NotificationTables['notifications']>;

function tables(db: Db): Kysely<StoreTables & NotificationTables & Neighbours> {
  return db.withTables<NotificationTables & Neighbours>().withSchema(SCHEMA);
}

/** Adds notifications; answers them in the order of their ids. */
export async function insertNotifications(
  db: Db,
  notifications: readonly Insertable<NotificationTables['notifications']>[],
): Promise<NotificationRow[]> {
  const rows = await tables(db)
    .insertInto('notifications')
    .values([...notifications])
    .returningAll()
    .execute();
  return rows.toSorted((a, b) => a.id - b.id);
}

/** Which of these are active members, as they are shown. */
export async function membersOf(
  db: Db,
  memberIds: readonly number[],
): Promise<Map<number, SenderView>> {
  const ids = [...new Set(memberIds)];
  if (ids.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('members')
    .select(['id', 'name', 'role', 'color'])
    .where('id', 'in', ids)
    .where('is_active', '=', true)
    .execute();
  return new Map(rows.map(({ id, ...member }) => [id, senderView(id, member)]));
}

function senderView(
  id: number,
  { name, role, color }: { readonly name: string; readonly role: string; readonly color: string },
): SenderView {
  return { community_member_id: id, name, role, color, avatar_url: null };
}

/** Shows notifications, with who caused them and where; of deleted rooms without what was said. */
export async function viewsOf(
  db: Db,
  rows: readonly NotificationRow[],
): Promise<NotificationView[]> {
  const present = <T>(value: T | null): value is T => value !== null;
  const actorIds = [...new Set(rows.map((row) => row.actor_id).filter(present))];
  const roomIds = [...new Set(rows.map((row) => row.room_id).filter(present))];
  const actors =
    actorIds.length === 0
      ? []
      : await tables(db)
          .selectFrom('members')
          .select(['id', 'name', 'role', 'color'])
          .where('id', 'in', actorIds)
          .execute();
  const rooms =
    roomIds.length === 0
      ? []
      : await tables(db)
          .selectFrom('chat_rooms')
          .select(['id', 'uuid', 'deleted_on'])
          .where('id', 'in', roomIds)
          .execute();
  const actorOf = new Map(actors.map(({ id, ...member }) => [id, senderView(id, member)]));
  const uuidOf = new Map(rooms.map(({ id, uuid }) => [id, uuid]));
  // Their words go with the rounds that forget them; until then nobody is shown them.
  const deleted = new Set(rooms.flatMap(({ id, deleted_on }) => (deleted_on === null ? [] : id)));
  return rows.map((row) => ({
    id: row.id,
    notification_type: row.kind,
    actor: (row.actor_id === null ? undefined : actorOf.get(row.actor_id)) ?? null,
    display_action: row.display_action,
    text: row.room_id !== null && deleted.has(row.room_id) ? '' : row.body,
    chat_room_uuid: (row.room_id === null ? undefined : uuidOf.get(row.room_id)) ?? null,
    chat_room_message_id: row.message_id,
    parent_message_id: row.parent_message_id,
    action_web_url: row.action_web_url,
    created_at: row.created_on,
    read_at: row.read_on,
    archived_at: row.archived_on,
  }));
}

/** What is new to each of these members: later than what they looked at, and not put away. */
export async function countsOf(
  db: Db,
  memberIds: readonly number[],
): Promise<Map<number, NotificationCounts>> {
  const counts = new Map<number, NotificationCounts>();
  const ids = [...new Set(memberIds)];
  for (const id of ids) counts.set(id, countsFrom(0, 0));
  if (ids.length === 0) return counts;
  const rows = await tables(db)
    .selectFrom('notifications as notification')
    .leftJoin('notification_marks as mark', 'mark.member_id', 'notification.member_id')
    .select(({ fn }) => [
      'notification.member_id',
      fn.countAll<number>().as('all'),
      sql<number>`sum(case when notification.kind = 'mention' then 1 else 0 end)`.as('mentions'),
    ])
    .where('notification.member_id', 'in', ids)
    .where('notification.archived_on', 'is', null)
    .where((eb) => eb('notification.id', '>', eb.fn.coalesce('mark.seen_id', sql<number>`0`)))
    .groupBy('notification.member_id')
    .execute();
  for (const row of rows) {
    counts.set(row.member_id, countsFrom(row.all, row.mentions));
  }
  return counts;
}

function countsFrom(all: number, mentions: number): NotificationCounts {
  return {
    new_notifications_count: all,
    new_mentions_count: mentions,
    new_inbox_count: all - mentions,
  };
}

/** What is new to a member. */
export async function countsFor(db: Db, memberId: number): Promise<NotificationCounts> {
  return (await countsOf(db, [memberId])).get(memberId) ?? countsFrom(0, 0);
}

/** Nothing up to the newest is new any more. */
export async function markSeen(db: Db, memberId: number): Promise<void> {
  const newest = await tables(db)
    .selectFrom('notifications')
    .select('id')
    .where('member_id', '=', memberId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return;
  await tables(db)
    .insertInto('notification_marks')
    .values({ member_id: memberId, seen_id: newest.id })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet({ seen_id: newest.id }))
    .execute();
}

/** A member's own notification. */
export function notificationOf(
  db: Db,
  memberId: number,
  id: number,
): Promise<NotificationRow | undefined> {
  return tables(db)
    .selectFrom('notifications')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Marks one of a member's notifications; what was marked before keeps its time. */
export function markNotification(
  db: Db,
  memberId: number,
  id: number,
  change: { readonly read_on: string } | { readonly archived_on: string },
): Promise<NotificationRow | undefined> {
  const set =
    'read_on' in change
      ? { read_on: sql<string>`coalesce(read_on, ${change.read_on})` }
      : { archived_on: sql<string>`coalesce(archived_on, ${change.archived_on})` };
  return tables(db)
    .updateTable('notifications')
    .set(set)
    .where('member_id', '=', memberId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Marks everything of a member as read. */
export async function markAllRead(db: Db, memberId: number, readOn: string): Promise<void> {
  await tables(db)
    .updateTable('notifications')
    .set({ read_on: readOn })
    .where('member_id', '=', memberId)
    .where('read_on', 'is', null)
    .execute();
}

/** Removes one of a member's notifications. */
export async function deleteNotification(db: Db, memberId: number, id: number): Promise<void> {
  await tables(db)
    .deleteFrom('notifications')
    .where('member_id', '=', memberId)
    .where('id', '=', id)
    .execute();
}

/** Removes the oldest of those who have more than `most` by more than `slack`; answers what is gone. */
export async function keepNewest(
  db: Db,
  memberIds: readonly number[],
  { most, slack }: { readonly most: number; readonly slack: number },
): Promise<NotificationRow[]> {
  const gone: NotificationRow[] = [];
  const full = await tables(db)
    .selectFrom('notifications')
    .select('member_id')
    .where('member_id', 'in', [...new Set(memberIds)])
    .groupBy('member_id')
    .having(({ fn }) => fn.countAll<number>(), '>', most + slack)
    .execute();
  for (const { member_id } of full) {
    const oldest = await tables(db)
      .selectFrom('notifications')
      .select('id')
      .where('member_id', '=', member_id)
      .orderBy('id', 'desc')
      .limit(1)
      .offset(most - 1)
      .executeTakeFirstOrThrow();
    const rows = await tables(db)
      .deleteFrom('notifications')
      .where('member_id', '=', member_id)
      .where('id', '<', oldest.id)
      .returningAll()
      .execute();
    gone.push(...rows);
  }
  return gone;
}

/** A page of a member's notifications, and how many there are in all. */
export async function notificationPage(
  db: Db,
  memberId: number,
  { page, per_page, sort, status }: NotificationQuery,
): Promise<{ rows: NotificationRow[]; count: number }> {
  let query = tables(db).selectFrom('notifications').where('member_id', '=', memberId);
  query = query.where('archived_on', status === 'archived' ? 'is not' : 'is', null);
  if (status === 'read') query = query.where('read_on', 'is not', null);
  if (status === 'unread') query = query.where('read_on', 'is', null);
  const { count } = await query
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await query
    .selectAll()
    .orderBy('id', sort === 'oldest' ? 'asc' : 'desc')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute();
  return { rows, count };
}

/** The notifications about a message. */
export function aboutMessage(db: Db, messageId: number): Promise<NotificationRow[]> {
  return tables(db)
    .selectFrom('notifications')
    .selectAll()
    .where('message_id', '=', messageId)
    .orderBy('id')
    .execute();
}

/** Takes back what notifications quote. */
export async function blankNotifications(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tables(db)
    .updateTable('notifications')
    .set({ body: '' })
    .where('id', 'in', [...ids])
    .execute();
}
