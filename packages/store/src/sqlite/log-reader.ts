import type { ReadRequest, ReadResult, StoredPublication, TopicHead } from '@parley/hub';
import type { Row } from '../codec.ts';
import { clipRanges } from '../ranges.ts';
import type { Sqlite, Statement } from './driver.ts';

const COLUMNS = `m."offset" as at, m.action, m.sender, m.member_id, m.subject, m.is_internal,
  m.created_on, coalesce(m.message, s.message) as message
  from dbtable_schema.topic_messages m
  left join dbtable_schema.topic_messages s
    on s.topic_id = m.source_topic_id and s."offset" = m.source_offset
  where m.topic_id = ? and m."offset" between ? and ? and m.is_internal <= ?
  order by m."offset"`;

/** Reads the topic log over one connection. */
export class LogReader {
  readonly #sqlite: Sqlite;
  readonly #head: Statement;
  readonly #oldest: Statement;
  readonly #newest: Statement;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
    this.#head = sqlite.prepare(
      'select id, epoch, low, head from dbtable_schema.topics where name = ?',
    );
    this.#oldest = sqlite.prepare(`select ${COLUMNS} asc limit ?`);
    this.#newest = sqlite.prepare(`select ${COLUMNS} desc limit ?`);
  }

  heads(topics: readonly string[]): TopicHead[] {
    return this.#together(() => topics.map((topic) => headOf(topic, this.#head.first([topic]))));
  }

  read(request: ReadRequest): ReadResult {
    return this.#together(() => {
      const row = this.#head.first([request.topic]);
      const head = headOf(request.topic, row);
      const messages = row === undefined ? [] : this.#messages(Number(row['id']), head, request);
      return { head, messages };
    });
  }

  #messages(topicId: number, head: TopicHead, request: ReadRequest): StoredPublication[] {
    const forward = request.after !== undefined;
    const ranges = clipRanges(request, head);
    if (!forward) ranges.reverse();
    const found: Row[] = [];
    for (const { from, to } of ranges) {
      const room = request.limit - found.length;
      if (room <= 0) break;
      const statement = forward ? this.#oldest : this.#newest;
      found.push(...statement.all([topicId, from, to, request.internal ? 1 : 0, room]));
    }
    if (!forward) found.reverse();
    return found.map((row) => publicationOf(row, head));
  }

  /** One snapshot for several statements. */
  #together<T>(work: () => T): T {
    this.#sqlite.exec('begin');
    try {
      return work();
    } finally {
      this.#sqlite.exec('commit');
    }
  }
}

function headOf(topic: string, row: Row | undefined): TopicHead {
  const head = Number(row?.['head'] ?? 0);
  if (row === undefined || head === 0) return { topic, epoch: '', low: 1, head: 0 };
  return { topic, epoch: String(row['epoch']), low: Number(row['low']), head };
}

function publicationOf(row: Row, head: TopicHead): StoredPublication {
  const memberId = row['member_id'];
  const subject = row['subject'];
  return {
    topic: head.topic,
    event: String(row['action']),
    payload: String(row['message']),
    sender: String(row['sender']),
    memberId: memberId === null ? null : Number(memberId),
    timestamp: String(row['created_on']),
    position: { epoch: head.epoch, offset: Number(row['at']) },
    internal: row['is_internal'] === 1,
    subject: typeof subject === 'string' ? subject : null,
  };
}
