/** How a connection to another participant does. Rates are since the look before. */
export interface CallStatistics {
  /** Bits per second. */
  readonly sent: number;
  readonly received: number;
  /** Round-trip time, ms. */
  readonly roundTrip: number | undefined;
  /** Of what should have come, 0 to 1. */
  readonly lost: number;
  /** Variation of arrival, ms. */
  readonly jitter: number | undefined;
  /** Of the camera or screen that comes. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly framesPerSecond: number | undefined;
  readonly framesDecoded: number;
  /** The energy of the sound that came, since the beginning: 0 for silence. */
  readonly audioEnergy: number;
  /** Which way it takes: `host`, `srflx`, `prflx` or `relay`, here and there. */
  readonly path: { readonly local: string; readonly remote: string } | undefined;
}

/** How loud it is, 0 to 1. */
export interface Levels {
  readonly local: number;
  readonly remote: number;
}

type Row = Readonly<Record<string, unknown>>;

/** A report as what is looked at. */
export type StatisticsReport = Iterable<readonly [string, unknown]>;

function rowsOf(report: StatisticsReport): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const [id, row] of report)
    if (typeof row === 'object' && row !== null) rows.set(id, row as Row);
  return rows;
}

function numberOf(row: Row | undefined, key: string): number | undefined {
  const value = row?.[key];
  return typeof value === 'number' ? value : undefined;
}

function textOf(row: Row | undefined, key: string): string | undefined {
  const value = row?.[key];
  return typeof value === 'string' ? value : undefined;
}

/** How loud both sides are, these tracks aside. */
export function levelsOf(report: StatisticsReport, aside: ReadonlySet<string> = new Set()): Levels {
  let local = 0;
  let remote = 0;
  for (const row of rowsOf(report).values()) {
    if (row['kind'] !== 'audio' || aside.has(textOf(row, 'trackIdentifier') ?? '')) continue;
    const level = numberOf(row, 'audioLevel') ?? 0;
    if (row['type'] === 'media-source') local = Math.max(local, level);
    if (row['type'] === 'inbound-rtp') remote = Math.max(remote, level);
  }
  return { local, remote };
}

/** The counters of one look, for the next. */
export interface Counters {
  readonly at: number;
  readonly sent: number;
  readonly received: number;
  readonly packets: number;
  readonly lost: number;
}

/** Reads a report; the counters go into the next reading. */
export function statisticsOf(
  report: StatisticsReport,
  at: number,
  before?: Counters,
): { readonly statistics: CallStatistics; readonly counters: Counters } {
  const rows = rowsOf(report);
  const pair = pairOf(rows);
  const inbound = [...rows.values()].filter((row) => row['type'] === 'inbound-rtp');
  const pictures = inbound.filter((row) => row['kind'] === 'video');
  const sum = (list: readonly Row[], key: string): number =>
    list.reduce((total, row) => total + (numberOf(row, key) ?? 0), 0);
  const largest = pictures.toSorted(
    (a, b) => (numberOf(b, 'frameWidth') ?? 0) - (numberOf(a, 'frameWidth') ?? 0),
  )[0];
  const counters: Counters = {
    at,
    sent: numberOf(pair, 'bytesSent') ?? 0,
    received: numberOf(pair, 'bytesReceived') ?? 0,
    packets: sum(inbound, 'packetsReceived'),
    lost: sum(inbound, 'packetsLost'),
  };
  const seconds = before === undefined ? 0 : (at - before.at) / 1000;
  // Another way has counters of its own.
  const rate = (now: number, then: number): number =>
    seconds <= 0 ? 0 : Math.max(0, ((now - then) * 8) / seconds);
  const packets = counters.packets - (before?.packets ?? 0);
  const lost = Math.max(0, counters.lost - (before?.lost ?? 0));
  const roundTrip = numberOf(pair, 'currentRoundTripTime');
  const jitters = inbound.flatMap((row) => numberOf(row, 'jitter') ?? []);
  const local = textOf(rows.get(textOf(pair, 'localCandidateId') ?? ''), 'candidateType');
  const remote = textOf(rows.get(textOf(pair, 'remoteCandidateId') ?? ''), 'candidateType');
  return {
    counters,
    statistics: {
      sent: rate(counters.sent, before?.sent ?? 0),
      received: rate(counters.received, before?.received ?? 0),
      roundTrip: roundTrip === undefined ? undefined : roundTrip * 1000,
      lost: packets + lost <= 0 ? 0 : lost / (packets + lost),
      jitter: jitters.length === 0 ? undefined : Math.max(...jitters) * 1000,
      width: numberOf(largest, 'frameWidth'),
      height: numberOf(largest, 'frameHeight'),
      framesPerSecond: numberOf(largest, 'framesPerSecond'),
      framesDecoded: sum(pictures, 'framesDecoded'),
      audioEnergy: sum(
        inbound.filter((row) => row['kind'] === 'audio'),
        'totalAudioEnergy',
      ),
      path: local === undefined || remote === undefined ? undefined : { local, remote },
    },
  };
}

/** The pair of candidates in use. */
function pairOf(rows: ReadonlyMap<string, Row>): Row | undefined {
  for (const row of rows.values()) {
    const selected =
      row['type'] === 'transport' ? textOf(row, 'selectedCandidatePairId') : undefined;
    if (selected !== undefined) return rows.get(selected);
  }
  for (const row of rows.values()) {
    if (
      row['type'] === 'candidate-pair' &&
      row['nominated'] === true &&
      row['state'] === 'succeeded'
    ) {
      return row;
    }
  }
  return undefined;
}
