import { HubError } from '@parley/hub';
import { sameContent, unitDigest } from '../digest.ts';
import { StoreUnavailable, unitError } from '../errors.ts';
import { firstOn, place, type Counter, type Placed } from '../plan.ts';
import type { Once, Unit, UnitResult } from '../unit.ts';
import { inTime } from '../in-time.ts';
import { UnitWork } from '../unit-work.ts';
import type { AppendParts } from './append-group.ts';
import { isConflict, isUnavailable, type Client } from './connect.ts';
import { retrying } from './conflicts.ts';
import { insertPlaced, partRows, redactRows } from './log-rows.ts';
import { earlierUses, rememberUses, type IdUse } from './publish-ids.ts';
import { TopicVanished, writeHeads } from './topic-rows.ts';
import { inTransaction, LOCK_TIME } from './transaction.ts';

/**
 * Milliseconds that a unit waits for further heads while it holds others out of order. Two that
 * wait for each other part soon, and come back with all heads locked in order.
 */
const SHORT_LOCK_TIME = 25;

/** What a run of a unit came to. */
export interface UnitDone<R> {
  readonly result: UnitResult<R>;
  readonly placed: readonly Placed[];
}

/**
 * Runs a unit in a transaction of its own. The first attempt locks the primary head, runs the unit
 * and then locks the other heads; one that loses a race runs again with every head that it turned
 * out to need locked first, in the order of their ids, where no two can wait for each other.
 */
export async function runUnit<A, R>(
  parts: AppendParts,
  unit: Unit<A, R>,
  args: A,
  once: Once | undefined,
): Promise<UnitDone<R>> {
  const primary = unit.topic?.(args);
  const needed = new Set<string>(primary === undefined ? [] : [primary]);
  const fresh: string[] = [];
  let isUsed = false;
  try {
    const done = await retrying(async () => {
      fresh.push(...(await parts.topics.make(needed)));
      return inTransaction(parts.pool, (client) =>
        new Run(parts, unit, client, needed).go(args, primary, once),
      );
    }, parts.random);
    isUsed = done.placed.length > 0;
    return done;
  } finally {
    // A row that stays is an empty one, and no harm.
    if (!isUsed && fresh.length > 0) await parts.topics.unmake(fresh).catch(() => undefined);
  }
}

class Run<A, R> {
  readonly #parts: AppendParts;
  readonly #unit: Unit<A, R>;
  readonly #client: Client;
  readonly #needed: Set<string>;
  readonly #now: string;

  constructor(parts: AppendParts, unit: Unit<A, R>, client: Client, needed: Set<string>) {
    this.#parts = parts;
    this.#unit = unit;
    this.#client = client;
    this.#needed = needed;
    this.#now = new Date(parts.now()).toISOString();
  }

  async go(args: A, primary: string | undefined, once: Once | undefined): Promise<UnitDone<R>> {
    const counters = await this.#parts.topics.lock(this.#client, [...this.#needed]);
    const counter = primary === undefined ? undefined : counters.get(primary);
    const use = once === undefined ? undefined : await this.#useOf(once, counter);
    const earlier = use === undefined ? undefined : await this.#earlier(use);
    if (earlier !== undefined) return { result: this.#repeat(earlier, counter), placed: [] };

    const offset = counter?.head ?? 0;
    const head = { epoch: offset === 0 ? '' : (counter?.epoch ?? ''), offset };
    const work = new UnitWork(this.#parts.over(this.#client), { now: this.#now, head }, (topics) =>
      this.#lock(topics, counters),
    );
    const value = await this.#run(work, args);
    await this.#lock([...work.topics()], counters);
    const placed = await this.#fulfil(work, counters);
    const position = primary === undefined ? undefined : firstOn(placed, primary);
    if (use !== undefined) {
      await rememberUses(this.#client, [{ ...use, offset: position?.offset ?? 0 }]);
    }
    return { result: { value, position, timestamp: this.#now, duplicate: false }, placed };
  }

  async #run(work: UnitWork, args: A): Promise<R> {
    try {
      return await inTime(this.#unit.run(work, args), this.#unit.name, this.#parts.unitTime);
    } catch (error) {
      if (isConflict(error) || isUnavailable(error) || error instanceof StoreUnavailable) {
        throw error;
      }
      throw unitError(this.#unit.name, error);
    } finally {
      // Also after a failure: what it would have published is what the next attempt locks.
      for (const topic of work.topics()) this.#needed.add(topic);
    }
  }

  /** Heads that were not foreseen are waited for only shortly. */
  async #lock(topics: readonly string[], counters: Map<string, Counter>): Promise<void> {
    const others = topics.filter((topic) => !counters.has(topic));
    if (others.length === 0) return;
    await this.#parts.topics.make(others);
    await this.#client.query(`set local lock_timeout = ${SHORT_LOCK_TIME}`);
    const locked = await this.#parts.topics.lock(this.#client, others);
    await this.#client.query(`set local lock_timeout = ${LOCK_TIME}`);
    for (const [topic, counter] of locked) counters.set(topic, counter);
  }

  async #fulfil(work: UnitWork, counters: Map<string, Counter>): Promise<Placed[]> {
    const counter = (topic: string): Counter => {
      const found = counters.get(topic);
      if (found === undefined) throw new TopicVanished();
      return found;
    };
    const done: Placed[] = [];
    let waiting: Placed[] = [];
    const flush = async (): Promise<void> => {
      await insertPlaced(this.#client, waiting, this.#now);
      done.push(...waiting);
      waiting = [];
    };
    for (const wish of work.wishes) {
      if (wish.kind === 'publish') {
        waiting.push(place(wish.publication, counter));
        continue;
      }
      await flush();
      const ids = wish.topics.map((topic) => counter(topic).id);
      if (wish.apart) await partRows(this.#client, ids, wish.subject);
      await redactRows(this.#client, ids, wish.subject, wish.payload);
    }
    await flush();
    if (done.length > 0) await writeHeads(this.#client, counters.values());
    return done;
  }

  async #useOf(once: Once, counter: Counter | undefined): Promise<IdUse> {
    const { publisher, clientId, content } = once;
    if (counter === undefined) {
      // Without a head to lock, two runs with one id still go one after the other.
      await this.#client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
        JSON.stringify([publisher, clientId]),
      ]);
    }
    const digest = unitDigest(this.#parts.key, this.#unit.name, content);
    const topicId = counter?.id ?? 0;
    return { topicId, publisher, clientId, offset: 0, digest, timestamp: this.#now };
  }

  async #earlier(use: IdUse): Promise<IdUse | undefined> {
    const [earlier] = (await earlierUses(this.#client, [use])).values();
    if (earlier !== undefined && !sameContent(earlier.digest, use.digest)) {
      throw new HubError('message_id_reused', 'This message id was used for something else.');
    }
    return earlier;
  }

  #repeat(earlier: IdUse, counter: Counter | undefined): UnitResult<R> {
    const { offset, timestamp } = earlier;
    const position = offset === 0 ? undefined : { epoch: counter?.epoch ?? '', offset };
    return { value: undefined, position, timestamp, duplicate: true };
  }
}
