import type { Job } from '@parley/domains/domain';
import type { Database } from '@parley/store';

/** A kind of event stream and how much of it is kept. What people say in rooms is not among them. */
export interface RetentionRow {
  /** The beginning of the topics' names, or the whole name of one. */
  readonly topics: string;
  readonly prefix: boolean;
  /** How many of the newest publications stay. */
  readonly keep: number;
  readonly reason: string;
}

/** Every stream that is trimmed. A client that was away for longer is told of the gap and asks REST. */
export const retention: readonly RetentionRow[] = [
  {
    topics: '$member:',
    prefix: true,
    keep: 200,
    reason: 'Nodes hear of revocations within seconds; more is only for a node that was cut off.',
  },
  {
    topics: 'chat-room-channel-',
    prefix: true,
    keep: 500,
    reason: "What happens in one's rooms, to be asked for at every start of the app.",
  },
  {
    topics: 'chat-community-member-',
    prefix: true,
    keep: 500,
    reason: "The same, for one's threads.",
  },
  {
    topics: 'notification-channel-',
    prefix: true,
    keep: 500,
    reason: 'The same, for notifications.',
  },
  {
    topics: 'exchange-channel-',
    prefix: true,
    keep: 500,
    reason: "The same, for one's schedules, quotes and bookings.",
  },
  { topics: 'community', prefix: false, keep: 500, reason: 'The same, for open rooms.' },
];

/** Milliseconds between two rounds, and how much longer than `keep` a stream may grow meanwhile. */
const INTERVAL = 600_000;
const SLACK = 100;
/** Streams trimmed in one round; the rest follows in the next. */
const AT_ONCE = 200;

/** Trims event streams every ten minutes. */
export function retentionJob(db: Pick<Database, 'read' | 'trim'>): Job {
  return {
    name: 'retention',
    every: INTERVAL,
    run: async () => void (await trimStreams(db)),
  };
}

/** One round. Several nodes may do it at the same time: trimming twice is trimming once. */
export async function trimStreams(db: Pick<Database, 'read' | 'trim'>): Promise<number> {
  let trimmed = 0;
  for (const { topics, prefix, keep } of retention) {
    const found = await db.read
      .selectFrom('topics')
      .select(['name', 'head'])
      .where('name', 'like', prefix ? `${topics}%` : topics)
      .where((where) => where(where.ref('head'), '>=', where('low', '+', keep + SLACK)))
      .limit(AT_ONCE)
      .execute();
    // `like` is blind to case on one of the engines, and an application's topics are not ours to trim.
    const grown = found.filter(({ name }) => name.startsWith(topics));
    for (const { name, head } of grown) await db.trim(name, head - keep + 1);
    trimmed += grown.length;
  }
  return trimmed;
}
