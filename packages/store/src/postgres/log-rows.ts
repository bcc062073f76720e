import type { Placed } from '../plan.ts';
import type { Client } from './connect.ts';

const T = 'dbtable_schema.topic_messages';

/** Writes publications with one insert; the payload lies under the first place of each. */
export async function insertPlaced(
  client: Client,
  placed: readonly Placed[],
  now: string,
): Promise<void> {
  const rows = placed.flatMap((publication) =>
    publication.places.map((at, index) => ({ publication, at, first: index === 0 })),
  );
  if (rows.length === 0) return;
  await client.query(
    `insert into ${T} (topic_id, "offset", action, sender, connection_id, member_id, message,
        subject, is_internal, source_topic_id, source_offset, created_on)
      select *, $12::timestamptz from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[],
        $5::text[], $6::bigint[], $7::text[], $8::text[], $9::boolean[], $10::bigint[],
        $11::bigint[])`,
    [
      rows.map(({ at }) => at.topicId),
      rows.map(({ at }) => at.offset),
      rows.map(({ publication }) => publication.event),
      rows.map(({ publication }) => publication.sender),
      rows.map(({ publication }) => publication.connectionId),
      rows.map(({ publication }) => publication.memberId),
      rows.map(({ publication, first }) => (first ? publication.payload : null)),
      rows.map(({ publication }) => publication.subject),
      rows.map(({ publication }) => publication.internal),
      rows.map(({ publication, first }) => (first ? null : publication.places[0]?.topicId)),
      rows.map(({ publication, first }) => (first ? null : publication.places[0]?.offset)),
      now,
    ],
  );
}

/** Gives these topics and those that share payloads of a subject with them each a payload of its own. */
export async function partRows(
  client: Client,
  topicIds: readonly number[],
  subject: string,
): Promise<void> {
  await client.query(
    `update ${T} part set message = whole.message, source_topic_id = null, source_offset = null
      from ${T} whole where whole.topic_id = part.source_topic_id
        and whole."offset" = part.source_offset and (part.topic_id, part."offset") in (
          select topic_id, "offset" from ${T}
            where topic_id = any($1) and subject = $2 and source_topic_id is not null
          union all select p.topic_id, p."offset" from ${T} h join ${T} p
            on p.source_topic_id = h.topic_id and p.source_offset = h."offset"
            where h.topic_id = any($1) and h.subject = $2)`,
    [topicIds, subject],
  );
}

/** Replaces what is stored of a subject in these topics, wherever the payload lies. */
export async function redactRows(
  client: Client,
  topicIds: readonly number[],
  subject: string,
  payload: string,
): Promise<void> {
  await client.query(
    `update ${T} set message = $3 where message is not null and (topic_id, "offset") in (
      select coalesce(source_topic_id, topic_id), coalesce(source_offset, "offset") from ${T}
        where topic_id = any($1) and subject = $2)`,
    [topicIds, subject, payload],
  );
  await client.query(
    `update dbtable_schema.publish_ids p set digest = ''::bytea from ${T} m
      where m.topic_id = any($1) and m.subject = $2
        and p.topic_id = m.topic_id and p."offset" = m."offset"`,
    [topicIds, subject],
  );
}

/** Drops a topic's rows below an offset and moves `low`; the caller holds the head's lock. */
export async function trimRows(client: Client, topicId: number, low: number): Promise<void> {
  await client.query(
    'update dbtable_schema.topics set low = greatest(low, $2::bigint) where id = $1',
    [topicId, low],
  );
  // Rows kept below `low` only for their payload go with the last row that pointed at them.
  await client.query(
    `delete from ${T} gone using ${T} p, dbtable_schema.topics t
      where p.topic_id = $1 and p."offset" < $2
        and gone.topic_id = p.source_topic_id and gone."offset" = p.source_offset
        and t.id = gone.topic_id and gone."offset" < t.low
        and not exists (select 1 from ${T} o where o.source_topic_id = gone.topic_id
          and o.source_offset = gone."offset" and not (o.topic_id = $1 and o."offset" < $2))`,
    [topicId, low],
  );
  await client.query(
    `delete from ${T} gone where topic_id = $1 and "offset" < $2 and not exists (
      select 1 from ${T} p where p.source_topic_id = gone.topic_id
        and p.source_offset = gone."offset")`,
    [topicId, low],
  );
}
