import type pg from 'pg';
import type { ReadRequest, ReadResult, StoredPublication, TopicHead } from '@parley/hub';
import { clipRanges } from '../ranges.ts';
import { asUnavailable } from './connect.ts';

interface HeadRow {
  readonly name: string;
  readonly epoch: string;
  readonly low: number;
  readonly head: number;
}

interface MessageRow extends HeadRow {
  /** Null when the topic has nothing to show. */
  readonly at: number | null;
  readonly action: string;
  readonly sender: string;
  readonly member_id: number | null;
  readonly subject: string | null;
  readonly is_internal: boolean;
  readonly created_on: string;
  readonly message: string;
}

const readSql = (direction: 'asc' | 'desc'): string => `
  select t.name, t.epoch, t.low, t.head, m.* from dbtable_schema.topics t
  left join lateral (
    select found.* from unnest($2::bigint[], $3::bigint[]) as r (lo, hi)
    cross join lateral (
      select m."offset" as at, m.action, m.sender, m.member_id, m.subject, m.is_internal,
        m.created_on, coalesce(m.message, s.message) as message
      from dbtable_schema.topic_messages m
      left join dbtable_schema.topic_messages s
        on s.topic_id = m.source_topic_id and s."offset" = m.source_offset
      where m.topic_id = t.id and m."offset" between greatest(r.lo, t.low) and least(r.hi, t.head)
        and (not m.is_internal or $4)
      order by m."offset" ${direction} limit $5) found
    order by found.at ${direction} limit $5) m on true
  where t.name = $1 order by m.at`;

const OLDEST = readSql('asc');
const NEWEST = readSql('desc');

/** Heads of topics, in the order they were asked for. */
export async function readHeads(
  pool: pg.Pool,
  topics: readonly string[],
): Promise<readonly TopicHead[]> {
  const sql = 'select name, epoch, low, head from dbtable_schema.topics where name = any($1)';
  const rows = await ask<HeadRow>(pool, sql, [topics]);
  const found = new Map(rows.map((row) => [row.name, row]));
  return topics.map((topic) => headOf(topic, found.get(topic)));
}

/** Head and messages in one statement, so as they were at one moment. */
export async function readLog(pool: pg.Pool, request: ReadRequest): Promise<ReadResult> {
  const ranges = clipRanges(request, { low: 1, head: Number.MAX_SAFE_INTEGER });
  const rows = await ask<MessageRow>(pool, request.after === undefined ? NEWEST : OLDEST, [
    request.topic,
    ranges.map(({ from }) => from),
    ranges.map(({ to }) => to),
    request.internal,
    Math.max(0, request.limit),
  ]);
  const head = headOf(request.topic, rows[0]);
  return { head, messages: rows.flatMap((row) => publicationOf(row, head)) };
}

function headOf(topic: string, row: HeadRow | undefined): TopicHead {
  if (row === undefined || row.head === 0) return { topic, epoch: '', low: 1, head: 0 };
  return { topic, epoch: row.epoch, low: row.low, head: row.head };
}

function publicationOf(row: MessageRow, head: TopicHead): StoredPublication[] {
  if (row.at === null) return [];
  return [
    {
      topic: head.topic,
      event: row.action,
      payload: row.message,
      sender: row.sender,
      memberId: row.member_id,
      timestamp: row.created_on,
      position: { epoch: head.epoch, offset: row.at },
      internal: row.is_internal,
      subject: row.subject,
    },
  ];
}

async function ask<T extends object>(
  pool: pg.Pool,
  sql: string,
  parameters: unknown[],
): Promise<T[]> {
  try {
    return (await pool.query<T>(sql, parameters)).rows;
  } catch (error) {
    throw asUnavailable(error, 'none');
  }
}
