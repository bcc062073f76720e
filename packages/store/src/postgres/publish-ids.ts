import type { Client } from './connect.ts';

/** One use of a client id. */
export interface IdUse {
  readonly topicId: number;
  readonly publisher: string;
  readonly clientId: string;
  readonly offset: number;
  readonly digest: Uint8Array;
  readonly timestamp: string;
}

/** Names a client id among all. */
export function idKey(use: Pick<IdUse, 'topicId' | 'publisher' | 'clientId'>): string {
  return JSON.stringify([use.topicId, use.publisher, use.clientId]);
}

/** The earlier uses of these ids, looked up under the locks of their topics. */
export async function earlierUses(
  client: Client,
  ids: readonly Pick<IdUse, 'topicId' | 'publisher' | 'clientId'>[],
): Promise<Map<string, IdUse>> {
  const found = new Map<string, IdUse>();
  if (ids.length === 0) return found;
  const { rows } = await client.query<IdUse>(
    `select p.topic_id as "topicId", p.publisher, p.client_id as "clientId", p."offset", p.digest,
        p.created_on as timestamp
      from unnest($1::bigint[], $2::text[], $3::text[]) as given (topic_id, publisher, client_id)
      join dbtable_schema.publish_ids p using (topic_id, publisher, client_id)`,
    [
      ids.map(({ topicId }) => topicId),
      ids.map(({ publisher }) => publisher),
      ids.map(({ clientId }) => clientId),
    ],
  );
  for (const row of rows) found.set(idKey(row), row);
  return found;
}

/** Remembers uses of client ids. */
export async function rememberUses(client: Client, uses: readonly IdUse[]): Promise<void> {
  if (uses.length === 0) return;
  await client.query(
    `insert into dbtable_schema.publish_ids
        (topic_id, publisher, client_id, "offset", digest, created_on)
      select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bytea[],
        $6::timestamptz[])`,
    [
      uses.map(({ topicId }) => topicId),
      uses.map(({ publisher }) => publisher),
      uses.map(({ clientId }) => clientId),
      uses.map(({ offset }) => offset),
      uses.map(({ digest }) => Buffer.from(digest)),
      uses.map(({ timestamp }) => timestamp),
    ],
  );
}
