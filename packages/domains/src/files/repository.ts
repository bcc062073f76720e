import { sql, type Kysely, type Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { Content } from './content.ts';
import { fileLimits } from './limits.ts';
import { fileUrl, type FileView } from './schema.ts';
import type { FileTables } from './tables.ts';

/** A file as stored. */
export type FileRow = Selectable<FileTables['files']>;

function tables(db: Db): Kysely<StoreTables & FileTables> {
  return db.withTables<FileTables>().withSchema(SCHEMA);
}

/** A file as it is shown. Pure. */
export function viewOf(row: Omit<FileRow, 'topic'>): FileView {
  const { id, name, title, type, bytes, width, height } = row;
  const size = width === null || height === null ? {} : { width, height };
  return { id, url: fileUrl(name), name: title, type, bytes, ...size };
}

/** Bytes that a member's files take, with those that are coming. */
export async function takenBy(db: Db, memberId: number): Promise<number> {
  const least = fileLimits.leastCharge.default;
  const row = await tables(db)
    .selectFrom('files')
    .select(
      sql<
        number | string
      >`coalesce(sum(case when bytes < ${sql.lit(least)} then ${sql.lit(least)} else bytes end), 0)`.as(
        'taken',
      ),
    )
    .where('member_id', '=', memberId)
    .where('gone_on', 'is', null)
    .executeTakeFirst();
  return Number(row?.taken ?? 0);
}

/** Notes a file that is about to come; answers its id. */
export async function insertFile(
  db: Db,
  file: Pick<FileRow, 'name' | 'topic' | 'member_id' | 'title' | 'bytes' | 'created_on'>,
): Promise<number> {
  const { id } = await tables(db)
    .insertInto('files')
    .values({ ...file, type: '' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Notes that a file has come, and what it is; `undefined`: it was given up meanwhile. */
export async function readyFile(
  db: Db,
  id: number,
  { type, bytes, width, height }: Content,
  now: string,
): Promise<FileRow | undefined> {
  return tables(db)
    .updateTable('files')
    .set({ type, bytes, width: width ?? null, height: height ?? null, ready_on: now })
    .where('id', '=', id)
    .where('gone_on', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** A file that is there, by the name in its address. */
export async function fileNamed(db: Db, name: string): Promise<FileRow | undefined> {
  return tables(db)
    .selectFrom('files')
    .selectAll()
    .where('name', '=', name)
    .where('ready_on', 'is not', null)
    .where('gone_on', 'is', null)
    .executeTakeFirst();
}

/** Files that are there, with an id above `after`, ascending. */
export function keptFiles(
  db: Db,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<Pick<FileRow, 'id' | 'name' | 'bytes'>[]> {
  return tables(db)
    .selectFrom('files')
    .select(['id', 'name', 'bytes'])
    .where('id', '>', after)
    .where('ready_on', 'is not', null)
    .where('gone_on', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Notes the message that a file was sent with. */
export async function noteMessage(
  db: Db,
  id: number,
  message: { readonly id: number; readonly offset: number },
): Promise<void> {
  await tables(db)
    .updateTable('files')
    .set({ message_id: message.id, topic_offset: message.offset })
    .where('id', '=', id)
    .execute();
}

/** The files that messages were sent with, by the messages' ids. */
export async function filesOf(
  db: Db,
  messageIds: readonly number[],
): Promise<Map<number, FileView>> {
  if (messageIds.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('files')
    .selectAll()
    .where('message_id', 'in', [...messageIds])
    .where('gone_on', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.message_id ?? 0, viewOf(row)]));
}

/** Lets nobody see these any more. */
export async function markGone(
  db: Db,
  by:
    | { readonly id: number }
    | { readonly messageIds: readonly number[] }
    | { readonly topic: string },
  now: string,
): Promise<void> {
  let query = tables(db).updateTable('files').set({ gone_on: now }).where('gone_on', 'is', null);
  if ('id' in by) query = query.where('id', '=', by.id);
  else if ('topic' in by) query = query.where('topic', '=', by.topic);
  else if (by.messageIds.length === 0) return;
  else query = query.where('message_id', 'in', [...by.messageIds]);
  await query.execute();
}

/** Gives up what did not come in time, and what was never sent with a message. */
export async function markStale(
  db: Db,
  { unfinished, unattached, now }: { unfinished: string; unattached: string; now: string },
): Promise<void> {
  await tables(db)
    .updateTable('files')
    .set({ gone_on: now })
    .where('message_id', 'is', null)
    .where('gone_on', 'is', null)
    .where((where) =>
      where.or([
        where.and([where('ready_on', 'is', null), where('created_on', '<', unfinished)]),
        where.and([where('topic', 'like', 'room:%'), where('created_on', '<', unattached)]),
      ]),
    )
    .execute();
}

/** Files that are gone but for their bytes, the longest gone first. */
export function goneFiles(db: Db, limit: number): Promise<Pick<FileRow, 'id' | 'name'>[]> {
  return tables(db)
    .selectFrom('files')
    .select(['id', 'name'])
    .where('gone_on', 'is not', null)
    .orderBy('gone_on')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Forgets files whose bytes are gone. */
export async function forgetFiles(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tables(db)
    .deleteFrom('files')
    .where('id', 'in', [...ids])
    .where('gone_on', 'is not', null)
    .execute();
}
