import type pg from 'pg';
import {
  checkConsistency,
  type Entitlement,
  type History,
  type LogRow,
  type RosterTruth,
  type Violation,
} from '@parley/testing';
import type { Said, Somebody, Watch } from './somebody.ts';

type Range = Entitlement['ranges'][number];

interface Stay {
  readonly topic: string;
  readonly memberId: number;
  readonly from: number;
  readonly to: number;
}

interface Removal {
  readonly topic: string;
  readonly memberId: number;
  readonly offset: number;
}

/** What the database holds in the end of the rooms' topics. */
export interface Truth {
  readonly log: readonly LogRow[];
  readonly removals: readonly Removal[];
  /** Of private rooms: what each participant may read. */
  readonly stays: readonly Stay[];
  readonly openTopics: ReadonlySet<string>;
}

/** Reads the log and the rights, straight from the database. */
export async function readTruth(pool: pg.Pool): Promise<Truth> {
  const rows = await pool.query<{
    name: string;
    epoch: string;
    offset: string;
    action: string;
    message: string;
    is_internal: boolean;
  }>(
    `select t.name, t.epoch, m."offset", m.action, coalesce(m.message, s.message) as message,
            m.is_internal
       from dbtable_schema.topic_messages m
       join dbtable_schema.topics t on t.id = m.topic_id
       left join dbtable_schema.topic_messages s
         on s.topic_id = m.source_topic_id and s."offset" = m.source_offset
      where t.name like 'room:%' order by t.name, m."offset"`,
  );
  const log: LogRow[] = [];
  const removals: Removal[] = [];
  for (const { name: topic, epoch, offset, action, message, is_internal } of rows.rows) {
    const spot = { topic, epoch, offset: Number(offset) };
    const value: unknown = JSON.parse(message);
    if (is_internal) {
      log.push({ ...spot, payload: message, internal: true });
      if (action !== 'parley.removed') continue;
      removals.push({ topic, offset: spot.offset, memberId: (value as Removal).memberId });
    } else {
      const { body: payload } = value as { readonly body: string };
      const { by, turn } = JSON.parse(payload) as Said;
      log.push({ ...spot, payload, clientId: `${by}-${turn}`, publisher: by, turn });
    }
  }
  const stays = await pool.query<{ uuid: string; member: string; from: string; to: string | null }>(
    `select r.uuid, s.member_id as member, s.joined_offset as "from", s.left_offset as "to"
       from dbtable_schema.chat_stays s join dbtable_schema.chat_rooms r on r.id = s.room_id
      where r.access = 'private'`,
  );
  const open = await pool.query<{ uuid: string }>(
    `select uuid from dbtable_schema.chat_rooms where access = 'open'`,
  );
  return {
    log,
    removals,
    stays: stays.rows.map(({ uuid, member, from, to }) => ({
      topic: `room:${uuid}`,
      memberId: Number(member),
      from: Number(from),
      to: to === null ? Number.MAX_SAFE_INTEGER : Number(to),
    })),
    openTopics: new Set(open.rows.map(({ uuid }) => `room:${uuid}`)),
  };
}

/** What a guest is to hear of a topic, by the database's word. */
export function entitlementOf(
  guest: Pick<Somebody, 'user' | 'memberId'>,
  watch: Pick<Watch, 'since' | 'removals'>,
  { topic, truth }: { readonly topic: string; readonly truth: Truth },
): Entitlement | undefined {
  const { since } = watch;
  if (since === undefined) return undefined;
  const first = since.offset + 1;
  const { user: client, memberId } = guest;
  // A topic that nothing was said on yet has no epoch when it is joined.
  const epoch = truth.log.find((row) => row.topic === topic)?.epoch ?? since.epoch;
  const base = { client, topic, epoch };
  if (truth.openTopics.has(topic)) {
    return { ...base, ranges: [{ from: first, to: Number.MAX_SAFE_INTEGER }] };
  }
  const isTheirs = (one: Stay | Removal): boolean =>
    one.topic === topic && one.memberId === memberId;
  const stays = truth.stays.filter(isTheirs);
  const isIn = stays.some(({ to }) => to === Number.MAX_SAFE_INTEGER);
  // Who is in hears all of it in the end; who was told to go had heard all until then.
  const until = isIn
    ? Number.MAX_SAFE_INTEGER
    : Math.max(
        0,
        ...watch.removals.map((at) => {
          const later = truth.removals.filter((one) => isTheirs(one) && one.offset > at);
          return Math.min(...later.map(({ offset }) => offset)) - 1;
        }),
      );
  const ranges: Range[] = [];
  const may: Range[] = [];
  for (const stay of stays) {
    const from = Math.max(stay.from, first);
    if (from <= Math.min(stay.to, until)) ranges.push({ from, to: Math.min(stay.to, until) });
    if (Math.max(from, until + 1) <= stay.to) {
      may.push({ from: Math.max(from, until + 1), to: stay.to });
    }
  }
  return { ...base, ranges, may };
}

/** Puts together what the guests recorded and what the database holds. */
export async function historyOf(pool: pg.Pool, guests: readonly Somebody[]): Promise<History> {
  const truth = await readTruth(pool);
  const entitlements: Entitlement[] = [];
  for (const guest of guests) {
    for (const [topic, watch] of guest.watches) {
      const one = entitlementOf(guest, watch, { topic, truth });
      if (one !== undefined) entitlements.push(one);
    }
  }
  return {
    log: truth.log,
    acknowledged: guests.flatMap(({ acknowledged }) => acknowledged),
    received: guests.flatMap(({ watches }) => [...watches.values()].flatMap((w) => w.received)),
    entitlements,
  };
}

/** Who is really on a topic: whoever is connected and joined. */
export function presentOn(topic: string, guests: readonly Somebody[]): RosterTruth {
  const joined = guests.filter(({ watches }) => watches.get(topic)?.status() === 'joined');
  return {
    topic,
    members: joined.map(({ memberId, connectionId }) => ({
      member: `m${memberId}`,
      connections: [connectionId],
    })),
  };
}

/** Compares what every guest sees of who is on a topic, and what their nodes say, with the truth. */
export async function checkPresence(
  topics: readonly string[],
  guests: readonly Somebody[],
): Promise<readonly Violation[]> {
  const present = topics.map((topic) => presentOn(topic, guests));
  const asked = topics.flatMap((topic) =>
    guests
      .filter(({ watches }) => watches.get(topic)?.status() === 'joined')
      .flatMap((guest) => guest.rosterThere?.(topic) ?? []),
  );
  const rosters = await Promise.all(asked);
  const violations = [...checkConsistency({ acknowledged: [], log: [], rosters, present })];
  for (const { topic, members } of present) {
    const real = members.map(({ member }) => member).sort();
    for (const { user, watches } of guests) {
      const watch = watches.get(topic);
      if (watch?.status() !== 'joined') continue;
      const seen = watch.online?.();
      if (seen === undefined) continue;
      if (seen.join(' ') === real.join(' ')) continue;
      const detail = `the SDK tells ${user} of ${seen.join(' ')} on ${topic}, not ${real.join(' ')}`;
      violations.push({ kind: 'false_roster', detail });
    }
  }
  return violations;
}
