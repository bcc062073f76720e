import type { Kysely, Selectable } from 'kysely';
import type { StoreTables } from '@parley/store';
import { SCHEMA, type Db } from '../db.ts';
import type { NotificationTables } from './tables.ts';

function tables(db: Db): Kysely<StoreTables & NotificationTables> {
  return db.withTables<NotificationTables>().withSchema(SCHEMA);
}

/** Takes an id of a request; `false` when it was taken. Waits for whoever is about to take it. */
export async function takeRequest(
  db: Db,
  request: { readonly id: string; readonly digest: string; readonly created_on: string },
): Promise<boolean> {
  const taken = await tables(db)
    .insertInto('notification_requests')
    .values({ ...request, notified: 0 })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return taken !== undefined;
}

/** What became of a request. */
export function requestOf(
  db: Db,
  id: string,
): Promise<Selectable<NotificationTables['notification_requests']> | undefined> {
  return tables(db)
    .selectFrom('notification_requests')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Notes what became of a request. */
export async function noteRequest(db: Db, id: string, notified: number): Promise<void> {
  await tables(db)
    .updateTable('notification_requests')
    .set({ notified })
    .where('id', '=', id)
    .execute();
}

/** Forgets requests made before a time, at most so many; answers how many. */
export async function deleteRequests(
  db: Db,
  { before, limit }: { readonly before: string; readonly limit: number },
): Promise<number> {
  const gone = await tables(db)
    .deleteFrom('notification_requests')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('notification_requests')
        .select('id')
        .where('created_on', '<', before)
        .orderBy('created_on')
        .limit(limit),
    )
    .returning('id')
    .execute();
  return gone.length;
}
