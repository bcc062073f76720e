import type pg from 'pg';
import {
  checkConsistency,
  type Acknowledged,
  type Entitlement,
  type History,
  type LogRow,
  type Redaction,
  type RosterTruth,
  type Violation,
} from '@parley/testing';
import { formOf, saidIn, type Fields } from './form.ts';
import { Guest } from './guest.ts';
import type { Visitor, Watch } from './visitor.ts';

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

/** Where the log tells of one message. */
export interface Told {
  readonly said: LogRow;
  readonly updated: LogRow[];
  readonly deleted: LogRow[];
  /** Where nodes were told that its text is another, or gone. */
  readonly redacted: LogRow[];
}

/** What the database holds in the end of the rooms' topics. */
export interface Truth {
  readonly log: readonly LogRow[];
  /** By the message's id. */
  readonly messages: ReadonlyMap<number, Told>;
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
  const messages = new Map<number, Told>();
  for (const { name: topic, epoch, offset, action, message, is_internal } of rows.rows) {
    const spot = { topic, epoch, offset: Number(offset) };
    const value = JSON.parse(message) as Fields;
    const event = action.replace(/^chat\./, '');
    if (is_internal) {
      const row: LogRow = { ...spot, payload: JSON.stringify(value), internal: true };
      log.push(row);
      if (action === 'parley.removed') {
        removals.push({ topic, offset: spot.offset, memberId: Number(value['memberId']) });
      } else if (action === 'parley.redacted') {
        messages.get(idIn(value['subject']))?.redacted.push(row);
      }
      continue;
    }
    const said = event === 'newMessage' ? saidIn(value['body']) : undefined;
    const row: LogRow = {
      ...spot,
      payload: formOf(event, value),
      ...(event === 'newMessage' ? { clientId: String(value['creation_uuid']) } : {}),
      ...(said === undefined ? {} : { publisher: said.by, turn: said.turn }),
    };
    log.push(row);
    const id = Number(value['id']);
    if (event === 'newMessage')
      messages.set(id, { said: row, updated: [], deleted: [], redacted: [] });
    else if (event === 'updatedMessage') messages.get(id)?.updated.push(row);
    else if (event === 'deletedMessage') messages.get(id)?.deleted.push(row);
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
    messages,
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
  guest: Pick<Visitor, 'user' | 'memberId'>,
  watch: Pick<Watch, 'since' | 'removals' | 'gaps'>,
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
  // A resume over what they may not read is not filled, and they are told so.
  const gaps = watch.gaps.filter((gap) => !isWithin(gap, stays));
  const ranges: Range[] = [];
  const may: Range[] = [...gaps];
  for (const stay of stays) {
    const from = Math.max(stay.from, first);
    if (from <= Math.min(stay.to, until)) {
      ranges.push(...without({ from, to: Math.min(stay.to, until) }, gaps));
    }
    if (Math.max(from, until + 1) <= stay.to) {
      may.push({ from: Math.max(from, until + 1), to: stay.to });
    }
  }
  return { ...base, ranges, may };
}

/** Whether all of a range lies in stays. */
function isWithin({ from, to }: Range, stays: readonly Stay[]): boolean {
  let next = from;
  for (const stay of stays.toSorted((a, b) => a.from - b.from)) {
    if (stay.from <= next && stay.to >= next) next = stay.to + 1;
  }
  return next > to;
}

/** What is left of a range. */
function without(range: Range, holes: readonly Range[]): Range[] {
  let left = [range];
  for (const hole of holes) {
    left = left.flatMap(({ from, to }) =>
      hole.to < from || hole.from > to
        ? [{ from, to }]
        : [
            { from, to: hole.from - 1 },
            { from: hole.to + 1, to },
          ].filter((part) => part.from <= part.to),
    );
  }
  return left;
}

/** The message that a redaction is about; 0: none. */
function idIn(subject: unknown): number {
  const found = typeof subject === 'string' ? /^chat_message:(\d+)$/.exec(subject) : null;
  return Number(found?.[1] ?? 0);
}

/** The texts of a message that were taken away: what stood where, and where that was announced. */
export function redactionsOf(bodies: readonly string[], told: Told): Redaction[] {
  const { said, updated, deleted, redacted } = told;
  const [first, second] = bodies;
  const redactions: Redaction[] = [];
  const take = ({ topic, epoch, offset }: LogRow, old: string, by: LogRow | undefined): void => {
    if (by !== undefined) redactions.push({ topic, epoch, offset, old, announcedAt: by.offset });
  };
  take(said, formOf('newMessage', { body: first }), redacted[0]);
  const end = deleted[0]?.offset ?? 0;
  const gone = redacted.findLast(({ offset }) => offset < end);
  if (second === undefined) return redactions;
  take(said, formOf('newMessage', { body: second }), gone);
  for (const row of updated) take(row, formOf('updatedMessage', { body: second }), gone);
  return redactions;
}

/** What was accepted, at the place that the log gives it; what is not in the log is nowhere. */
function* acceptedOf({ posted }: Visitor, { messages }: Truth): Generator<Acknowledged> {
  for (const { topic, id, clientId, payload } of posted) {
    const nowhere = { topic, epoch: '', offset: Number.MAX_SAFE_INTEGER };
    const { epoch, offset } = messages.get(id)?.said ?? nowhere;
    yield { topic, epoch, offset, clientId, payload };
  }
}

/** Puts together what the guests recorded and what the database holds. */
export async function historyOf(pool: pg.Pool, guests: readonly Visitor[]): Promise<History> {
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
    acknowledged: guests.flatMap((guest) => [...guest.acknowledged, ...acceptedOf(guest, truth)]),
    received: guests.flatMap(({ watches }) => [...watches.values()].flatMap((w) => w.received)),
    redactions: guests.flatMap(({ own }) =>
      own.flatMap(({ id, bodies }) => {
        const told = truth.messages.get(id);
        return told === undefined ? [] : redactionsOf(bodies, told);
      }),
    ),
    entitlements,
  };
}

/** Who cannot say where they began begins here: where all have come, and nobody has spoken since. */
export async function placeThem(pool: pg.Pool, all: readonly Visitor[]): Promise<void> {
  const { rows } = await pool.query<{ name: string; epoch: string; head: string }>(
    `select name, epoch, head from dbtable_schema.topics where name like 'room:%'`,
  );
  const places = new Map(
    rows.map(({ name, epoch, head }) => [name, { epoch, offset: Number(head) }]),
  );
  for (const { watches } of all) {
    for (const [topic, watch] of watches) {
      watch.since ??= places.get(topic) ?? { epoch: '', offset: 0 };
    }
  }
}

/** Who is really on a topic: whoever is connected and joined, in a language that rosters show. */
export function presentOn(topic: string, all: readonly Visitor[]): RosterTruth {
  const joined = all.filter(({ watches }) => watches.get(topic)?.status() === 'joined');
  return {
    topic,
    members: joined.flatMap((one) => {
      const id = one.connectionId?.();
      return id === undefined ? [] : [{ member: `m${one.memberId}`, connections: [id] }];
    }),
  };
}

/** Compares what every guest sees of who is on a topic, and what their nodes say, with the truth. */
export async function checkPresence(
  topics: readonly string[],
  all: readonly Visitor[],
): Promise<readonly Violation[]> {
  const guests = all.filter((one) => one instanceof Guest);
  const present = topics.map((topic) => presentOn(topic, all));
  const asked = topics.flatMap((topic) =>
    guests
      .filter(({ watches }) => watches.get(topic)?.status() === 'joined')
      .map((guest) => guest.rosterThere(topic)),
  );
  const rosters = await Promise.all(asked);
  const violations = [...checkConsistency({ acknowledged: [], log: [], rosters, present })];
  for (const { topic, members } of present) {
    const real = members.map(({ member }) => member).sort();
    for (const { user, watches } of guests) {
      const watch = watches.get(topic);
      if (watch?.status() !== 'joined') continue;
      const seen = watch.online();
      if (seen.join(' ') === real.join(' ')) continue;
      const detail = `the SDK tells ${user} of ${seen.join(' ')} on ${topic}, not ${real.join(' ')}`;
      violations.push({ kind: 'false_roster', detail });
    }
  }
  return violations;
}
