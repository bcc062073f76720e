import type { Attendance } from '@parley/hub';
import type { Database } from '@parley/store';
import { exchangeLimits } from './limits.ts';
import { bookingIdOf } from './rules.ts';
import { exchangeKinds } from './schema.ts';
import { endStaysUnit, noteStaysUnit, touchStaysUnit, type Stay } from './units/stays.ts';

const { stayGap, staysAtOnce, staysWaiting } = exchangeLimits;

/**
 * Who is connected to bookings' topics over this node, noted in the database: each stay when it begins
 * and when it ends, and at every beat that it goes on. What cannot be written waits for the next beat.
 *
 *   heard ──▶ here, waiting ──note──▶ database
 *   beat ──▶ what waits is noted, what goes on is touched
 */
export class StayBook {
  readonly #db: Pick<Database, 'run'>;
  readonly #node: string;
  /** Those who are here, and those who left less than the gap ago: who comes back goes on. */
  readonly #stays = new Map<string, Stay>();
  /** What the database does not know yet, by the stay's id. */
  readonly #waiting = new Map<string, Stay>();
  #count = 0;
  #isBegun: boolean;
  #writing: Promise<void> | undefined;

  /** @param options `node`: another name at every start; `isAlone`: there is no other node. */
  constructor(
    db: Pick<Database, 'run'>,
    { node, isAlone }: { readonly node: string; readonly isAlone: boolean },
  ) {
    this.#db = db;
    this.#node = node;
    // Those who were connected before a node that is alone started are gone.
    this.#isBegun = !isAlone;
    this.flush().catch(() => {});
  }

  /** Somebody is here from now on, or not any more. */
  hear({ topic, memberId, here, at }: Attendance): void {
    const [, kind, id] = /^exchange\/(\w+):(\d+)$/u.exec(topic) ?? [];
    const known = exchangeKinds.find((one) => one === kind);
    const bookingId = bookingIdOf(id);
    if (known === undefined || bookingId === undefined) return;
    const key = `${topic} ${memberId}`;
    const before = this.#stays.get(key);
    const time = new Date(at).toISOString();
    if (!here) {
      if (before?.leftOn === null) this.#put(key, { ...before, leftOn: time });
    } else if (before !== undefined && isNear(before, at)) {
      this.#put(key, { ...before, leftOn: null });
    } else {
      this.#count += 1;
      const stay = { bookingId, kind: known, memberId, enteredOn: time, leftOn: null };
      this.#put(key, { id: `${this.#node}.${this.#count}`, node: this.#node, ...stay });
    }
  }

  /** A node died: who was connected over it left when it last said that they were there. */
  gone(node: string): void {
    // What is not written now shows by the node's silence.
    this.#db.run(endStaysUnit, { of: node }).catch(() => {});
  }

  /** Notes what waits, and that the others are still here. Rejects when the database is away. */
  async beat(now: number): Promise<void> {
    for (const [key, stay] of this.#stays) if (!isNear(stay, now)) this.#stays.delete(key);
    await this.flush();
    const ids = [...this.#stays.values()].filter((one) => one.leftOn === null).map(({ id }) => id);
    for (let at = 0; at < ids.length; at += staysAtOnce.default) {
      await this.#db.run(touchStaysUnit, { ids: ids.slice(at, at + staysAtOnce.default) });
    }
  }

  /** Notes what waits. Rejects when the database is away. */
  flush(): Promise<void> {
    if (this.#isBegun && this.#waiting.size === 0) return Promise.resolve();
    this.#writing ??= this.#write();
    return this.#writing;
  }

  #put(key: string, stay: Stay): void {
    this.#stays.set(key, stay);
    this.#waiting.delete(stay.id);
    this.#waiting.set(stay.id, stay);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > staysWaiting.default && oldest !== undefined) {
      this.#waiting.delete(oldest);
    }
    // It waits for the next beat, which tells of the trouble.
    this.flush().catch(() => {});
  }

  async #write(): Promise<void> {
    try {
      if (!this.#isBegun) await this.#db.run(endStaysUnit, { but: this.#node });
      this.#isBegun = true;
      while (this.#waiting.size > 0) {
        const stays = [...this.#waiting.values()].slice(0, staysAtOnce.default);
        await this.#db.run(noteStaysUnit, { stays });
        // One that changed meanwhile is written again.
        for (const stay of stays) {
          if (this.#waiting.get(stay.id) === stay) this.#waiting.delete(stay.id);
        }
      }
    } finally {
      // In the same turn as the last look: whoever comes after it writes anew.
      this.#writing = undefined;
    }
  }
}

/** Whether somebody is here, or left so lately that they go on when they come back. */
function isNear({ leftOn }: Stay, at: number): boolean {
  return leftOn === null || at - Date.parse(leftOn) <= stayGap.default;
}
