import type { PendingMessage, Position } from '@parley/client';
import type { Failed } from '../../realtime/undelivered.ts';
import { MESSAGE, textOf, type Line } from './line.ts';

/**
 * One of my messages that is not in the log yet, or not shown from it.
 *
 * `sending`: on its way · `waiting`: for the connection or its turn · `delayed`: the server put it
 * off and it is tried again · `failed`: it will not go by itself any more.
 */
export interface Outgoing {
  readonly id: string;
  readonly text: string;
  /** When it was written, ISO 8601. */
  readonly timestamp: string;
  readonly state: 'sending' | 'waiting' | 'delayed' | 'failed';
  /** Why it was put off or refused. */
  readonly reason?: string;
}

/** A message of mine that was committed, while its line is still to come. */
export interface Settling {
  readonly id: string;
  readonly text: string;
  readonly timestamp: string;
  readonly position: Position;
}

/** Clocks differ a little, ms. */
const SKEW = 5_000;

export interface OutgoingSources {
  readonly pending: readonly PendingMessage[];
  readonly settling: readonly Settling[];
  readonly failed: readonly Failed[];
  readonly lines: readonly Line[];
  /** Keys of lines that were there before a message of this page was written, by its id. */
  readonly before: ReadonlyMap<string, string | undefined>;
  /** Up to where the log has been shown. */
  readonly shown: Position | undefined;
}

/**
 * What stands below the lines. A message whose line came before its acknowledgement (or from before
 * a reload) is not shown a second time: each such line of mine answers for one pending message.
 */
export function outgoing(sources: OutgoingSources): Outgoing[] {
  const { pending, settling, failed, lines, before, shown } = sources;
  const mine = lines.filter((line) => line.mine);
  const used = new Set<string>();
  const answered = ({ id, timestamp }: PendingMessage, text: string): boolean => {
    const known = before.has(id);
    const last = before.get(id);
    const from = known && last !== undefined ? mine.findIndex(({ key }) => key === last) + 1 : 0;
    const line = mine
      .slice(from)
      .find(
        (l) =>
          !used.has(l.key) &&
          l.text === text &&
          (known || Date.parse(l.timestamp) >= Date.parse(timestamp) - SKEW),
      );
    if (line !== undefined) used.add(line.key);
    return line !== undefined;
  };
  const result: Outgoing[] = settling
    .filter(({ position }) => !reached(position, shown))
    .map(({ id, text, timestamp }) => ({ id, text, timestamp, state: 'sending' }));
  for (const message of pending) {
    const text = textOf(message.payload);
    if (message.action !== MESSAGE || text === undefined || answered(message, text)) continue;
    const { id, timestamp, error, state } = message;
    if (error === undefined) result.push({ id, text, timestamp, state });
    else result.push({ id, text, timestamp, state: 'delayed', reason: error.message });
  }
  for (const { id, payload, timestamp, error } of failed) {
    const text = textOf(payload) ?? '';
    result.push({ id, text, timestamp, state: 'failed', reason: error.message });
  }
  return result.sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}

function reached(position: Position, shown: Position | undefined): boolean {
  return shown?.epoch === position.epoch && shown.offset >= position.offset;
}
