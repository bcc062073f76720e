import type { Client, Clock, Gap, HistoryPage } from '@parley/client';
import {
  checkConsistency,
  type Acknowledged,
  type LogRow,
  type Received,
  type TestServer,
  type Violation,
} from '@parley/testing';
import { programOf } from './people.ts';

/** Repeatable chance: 0 ≤ r < 1, from a seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The machine's clock, with short waits between a client's attempts. Its patience stays as it is. */
export const hasty: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const wait = ms < 3000 ? ms / 10 : ms > 20_000 ? ms : 3000;
    const timer = setTimeout(task, wait);
    return () => clearTimeout(timer);
  },
};

/** What was recorded of one topic, for the judge. */
export class Run {
  readonly topic: string;
  readonly acknowledged: Acknowledged[] = [];
  readonly received: Received[] = [];
  readonly gaps: Gap[] = [];
  /** How many acknowledgements said that the message was there already. */
  duplicates = 0;

  constructor(topic: string) {
    this.topic = topic;
  }

  /** Records what a client receives; resolves when it is on the topic. */
  listen(client: Client, name: string): Promise<void> {
    return new Promise((resolve) => {
      client.subscribe<string>(this.topic, {
        ready: () => resolve(),
        gap: (gap) => this.gaps.push(gap),
        message: ({ payload, position }) => {
          const { epoch = '', offset = 0 } = position ?? {};
          const { topic } = this;
          this.received.push({ client: name, topic, epoch, offset, payload, way: 'live' });
        },
      });
      client.connect();
    });
  }

  /** Sends a stored text and records its acknowledgement. */
  async send(client: Client, text: string): Promise<void> {
    const { position, duplicate } = await client.transmit(true, 'said', this.topic, text);
    if (position === undefined) throw new Error(`${text} was acknowledged without a position.`);
    const { topic } = this;
    this.acknowledged.push({ clientId: text, payload: text, topic, ...position });
    if (duplicate === true) this.duplicates += 1;
  }

  /** The texts that a listener got, in the order it got them. */
  heard(name: string): string[] {
    return this.received.filter(({ client }) => client === name).map(({ payload }) => payload);
  }

  /** Judges the run by the log as it is now. Each listener must have everything. */
  async judge(
    server: TestServer,
    listeners: readonly string[],
  ): Promise<{ log: readonly string[]; violations: readonly Violation[] }> {
    const log = await readLog(server, this.topic);
    const { topic, acknowledged, received } = this;
    const epoch = log[0]?.epoch ?? '';
    const ranges = [{ from: 1, to: log.length }];
    const entitlements = listeners.map((client) => ({ client, topic, epoch, ranges }));
    const violations = checkConsistency({ acknowledged, log, received, entitlements });
    return { log: log.map(({ payload }) => payload), violations };
  }
}

/** The whole log of a topic, paged by a client of its own. The text is its own client id. */
export async function readLog(server: TestServer, topic: string): Promise<LogRow[]> {
  const client = await programOf(server, 5);
  try {
    await new Promise<void>((resolve) => {
      client.subscribe(topic, { ready: () => resolve() }, { history: 0 });
      client.connect();
    });
    const rows: LogRow[] = [];
    let after: HistoryPage['next'] = { epoch: '', offset: 0 };
    while (after !== undefined) {
      const page: HistoryPage<string> = await client.history<string>(topic, { after, limit: 100 });
      for (const { payload, position } of page.messages) {
        const { epoch = '', offset = 0 } = position ?? {};
        rows.push({ topic, epoch, offset, payload, clientId: payload });
      }
      after = page.next;
    }
    return rows;
  } finally {
    client.disconnect();
  }
}
