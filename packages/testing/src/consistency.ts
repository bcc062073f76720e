import type { OffsetRange } from '@parley/hub';
import type {
  Acknowledged,
  Entitlement,
  History,
  LogRow,
  Redaction,
  RosterMember,
  Spot,
} from './history.ts';

/** What must not be. */
export interface Violation {
  readonly kind:
    | 'lost'
    | 'doubled'
    | 'reordered'
    | 'gap'
    | 'altered'
    | 'after_removal'
    | 'redacted_reappears'
    | 'false_roster';
  readonly detail: string;
}

/**
 * Judges a recorded run: nothing acknowledged lost, nothing doubled, no gap in the log, each client
 * told in order exactly what it was entitled to, no redacted text back, and the rosters true at the end. Pure; an empty answer
 * means that the run was consistent.
 */
export function checkConsistency(history: History): readonly Violation[] {
  const redactions = new Map<string, Redaction[]>();
  for (const one of history.redactions ?? []) {
    redactions.set(key(one), [...(redactions.get(key(one)) ?? []), one]);
  }
  return [
    ...checkLog(history.log, redactions),
    ...checkAcknowledged(history, redactions),
    ...checkReceived(history, redactions),
    ...checkEntitlements(history),
    ...checkRosters(history),
  ];
}

/** By spot. */
type Redactions = ReadonlyMap<string, readonly Redaction[]>;

const key = ({ topic, epoch, offset }: Spot): string => JSON.stringify([topic, epoch, offset]);
const say = ({ topic, epoch, offset }: Spot): string => `${topic} ${epoch}:${offset}`;

function* checkLog(log: readonly LogRow[], redactions: Redactions): Generator<Violation> {
  const last = new Map<string, LogRow>();
  const ids = new Map<string, LogRow>();
  const turns = new Map<string, LogRow>();
  for (const row of log) {
    const before = last.get(row.topic);
    last.set(row.topic, row);
    if (before !== undefined) yield* checkStep(before, row);
    if (redactions.get(key(row))?.some(({ old }) => old === row.payload) === true) {
      yield { kind: 'redacted_reappears', detail: `${say(row)} holds its old text in the log` };
    }
    yield* checkTurn(row, turns);
    if (row.clientId === undefined) continue;
    const id = JSON.stringify([row.topic, row.clientId]);
    const twin = ids.get(id);
    if (twin !== undefined) {
      yield {
        kind: 'doubled',
        detail: `${row.clientId} is stored at ${say(twin)} and ${say(row)}`,
      };
    }
    ids.set(id, row);
  }
}

function* checkStep(before: LogRow, row: LogRow): Generator<Violation> {
  const detail = `${say(row)} follows ${say(before)} in the log`;
  if (row.epoch !== before.epoch || row.offset > before.offset + 1) yield { kind: 'gap', detail };
  else if (row.offset === before.offset) yield { kind: 'doubled', detail };
  else if (row.offset < before.offset) yield { kind: 'reordered', detail };
}

/** What one publisher sent in an order is stored in that order. */
function* checkTurn(row: LogRow, turns: Map<string, LogRow>): Generator<Violation> {
  if (row.publisher === undefined || row.turn === undefined) return;
  const lane = JSON.stringify([row.topic, row.publisher]);
  const before = turns.get(lane);
  if (before?.turn !== undefined && before.turn > row.turn) {
    const detail = `${row.publisher} sent ${row.turn} before ${before.turn}, stored at ${say(before)} and ${say(row)}`;
    yield { kind: 'reordered', detail };
  }
  turns.set(lane, row);
}

function* checkAcknowledged(
  { acknowledged, log }: History,
  redactions: Redactions,
): Generator<Violation> {
  const rows = new Map(log.map((row) => [key(row), row]));
  const low = new Map<string, number>();
  for (const { topic, offset } of log) {
    low.set(topic, Math.min(offset, low.get(topic) ?? offset));
  }
  const spots = new Map<string, Acknowledged>();
  const ids = new Map<string, Acknowledged>();
  for (const one of acknowledged) {
    const row = rows.get(key(one));
    const trimmed = row === undefined && one.offset < (low.get(one.topic) ?? 0);
    const redacted = redactions.has(key(one));
    if (!trimmed && !redacted && row?.payload !== one.payload) {
      const why = row === undefined ? 'is not in the log' : 'is another message in the log';
      yield { kind: 'lost', detail: `${one.clientId} at ${say(one)} ${why}` };
    }
    const neighbour = spots.get(key(one));
    if (neighbour !== undefined && neighbour.clientId !== one.clientId) {
      const detail = `${say(one)} was given to ${neighbour.clientId} and ${one.clientId}`;
      yield { kind: 'doubled', detail };
    }
    spots.set(key(one), one);
    const id = JSON.stringify([one.topic, one.clientId]);
    const twin = ids.get(id);
    if (twin !== undefined && key(twin) !== key(one)) {
      const detail = `${one.clientId} was acknowledged at ${say(twin)} and ${say(one)}`;
      yield { kind: 'doubled', detail };
    }
    ids.set(id, one);
  }
}

function* checkReceived(
  { received = [], log, entitlements = [] }: History,
  redactions: Redactions,
): Generator<Violation> {
  const rows = new Map(log.map((row) => [key(row), row]));
  const ranges = rangesOf(entitlements);
  /** Per client and topic: the highest live offset so far. */
  const reached = new Map<string, number>();
  for (const one of received) {
    const who = JSON.stringify([one.client, one.topic, one.epoch]);
    const highest = reached.get(who) ?? 0;
    const detail = `${one.client} received ${say(one)} (${one.way}) after ${highest}`;
    const row = rows.get(key(one));
    if (!within(one.offset, ranges.get(who))) yield { kind: 'after_removal', detail };
    const redaction = redactions.get(key(one))?.find(({ old }) => old === one.payload);
    if (redaction === undefined) {
      if (row !== undefined && row.payload !== one.payload) yield { kind: 'altered', detail };
    } else if ((one.asked ?? highest) >= redaction.announcedAt) {
      yield { kind: 'redacted_reappears', detail };
    }
    if (one.way === 'history') continue;
    if (one.offset === highest) yield { kind: 'doubled', detail };
    if (one.offset < highest) yield { kind: 'reordered', detail };
    reached.set(who, Math.max(highest, one.offset));
  }
}

function* checkEntitlements({
  received = [],
  log,
  entitlements = [],
}: History): Generator<Violation> {
  const heard = new Set(
    received
      .filter(({ way }) => way === 'live')
      .map((one) => JSON.stringify([one.client, one.topic, one.epoch, one.offset])),
  );
  for (const { client, topic, epoch, ranges } of entitlements) {
    for (const row of log) {
      if (row.topic !== topic || row.epoch !== epoch || row.internal === true) continue;
      if (!within(row.offset, ranges)) continue;
      if (heard.has(JSON.stringify([client, topic, epoch, row.offset]))) continue;
      yield { kind: 'lost', detail: `${client} never received ${say(row)}` };
    }
  }
}

function rangesOf(entitlements: readonly Entitlement[]): Map<string, OffsetRange[]> {
  const ranges = new Map<string, OffsetRange[]>();
  for (const { client, topic, epoch, ranges: must, may = [] } of entitlements) {
    const who = JSON.stringify([client, topic, epoch]);
    ranges.set(who, [...(ranges.get(who) ?? []), ...must, ...may]);
  }
  return ranges;
}

function within(offset: number, ranges: readonly OffsetRange[] | undefined): boolean {
  return ranges?.some(({ from, to }) => offset >= from && offset <= to) === true;
}

function* checkRosters({ rosters = [], present = [] }: History): Generator<Violation> {
  const truth = new Map(present.map(({ topic, members }) => [topic, connectionsOf(members)]));
  for (const { client, topic, members } of rosters) {
    const real = truth.get(topic) ?? new Map<string, string>();
    const seen = connectionsOf(members);
    const wrong = (member: string, why: string): Violation => ({
      kind: 'false_roster',
      detail: `${client} sees ${member} on ${topic} ${why}`,
    });
    for (const [member, connections] of seen) {
      const really = real.get(member);
      if (really === undefined) yield wrong(member, 'who is not there');
      else if (really !== connections) yield wrong(member, `by ${connections}, not ${really}`);
    }
    for (const member of real.keys()) if (!seen.has(member)) yield wrong(member, 'not at all');
  }
}

/** Per member the connections as one text, whatever their order; a repeated member shows in it. */
function connectionsOf(members: readonly RosterMember[]): Map<string, string> {
  const found = new Map<string, string[]>();
  for (const { member, connections } of members) {
    found.set(member, [...(found.get(member) ?? []), ...connections]);
  }
  return new Map(Array.from(found, ([member, ids]) => [member, ids.toSorted().join(' ')]));
}
