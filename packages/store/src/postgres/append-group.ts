import type pg from 'pg';
import type { Kysely } from 'kysely';
import { HubError, type AppendRequest, type AppendResult } from '@parley/hub';
import { appendDigest, sameContent } from '../digest.ts';
import { StoreUnavailable, UnitFailed, unitError } from '../errors.ts';
import type { Counter, Placed } from '../plan.ts';
import type { StoreTables } from '../tables.ts';
import { inTime } from '../in-time.ts';
import { UnitWork } from '../unit-work.ts';
import { findUnit, type UnitRegistry } from '../units.ts';
import { isConflict, isUnavailable, type Client } from './connect.ts';
import { retrying } from './conflicts.ts';
import { insertPlaced } from './log-rows.ts';
import { earlierUses, idKey, rememberUses, type IdUse } from './publish-ids.ts';
import { type TopicRows, writeHeads } from './topic-rows.ts';
import { inTransaction } from './transaction.ts';

/** What appends need of the database. */
export interface AppendParts {
  readonly pool: pg.Pool;
  readonly topics: TopicRows;
  readonly units: UnitRegistry;
  readonly key: Uint8Array;
  readonly now: () => number;
  readonly random: () => number;
  /** Milliseconds that a unit may take. */
  readonly unitTime: number;
  readonly over: (client: Client) => Kysely<StoreTables>;
}

/** What became of one append: a result, or why not. */
export type Appended = AppendResult | { readonly error: Error };

/**
 * Writes a group of appends in one transaction: heads locked in the order of their ids, repeats
 * looked up under the locks, one insert. An append that alone spoils the group is written alone.
 */
export async function appendGroup(
  parts: AppendParts,
  requests: readonly AppendRequest[],
): Promise<readonly Appended[]> {
  try {
    return await retrying(() => attempt(parts, requests), parts.random);
  } catch (error) {
    const alone = requests.length === 1;
    if (error instanceof StoreUnavailable || alone) {
      const failed = { error: error instanceof Error ? error : new Error(String(error)) };
      return requests.map(() => failed);
    }
    const results: Appended[] = [];
    for (const request of requests) results.push(...(await appendGroup(parts, [request])));
    return results;
  }
}

async function attempt(
  parts: AppendParts,
  requests: readonly AppendRequest[],
): Promise<readonly Appended[]> {
  const names = [...new Set(requests.map(({ topic }) => topic))];
  await parts.topics.make(names);
  return inTransaction(parts.pool, async (client) => {
    const counters = await parts.topics.lock(client, names);
    const now = new Date(parts.now()).toISOString();
    const group = new Group(parts, counters, now);
    await group.lookUp(client, requests);
    const results: Appended[] = [];
    for (const request of requests) results.push(await group.add(client, request));
    await group.write(client);
    return results;
  });
}

class Group {
  readonly #parts: AppendParts;
  readonly #counters: Map<string, Counter>;
  readonly #now: string;
  readonly #placed: Placed[] = [];
  readonly #uses: IdUse[] = [];
  #earlier = new Map<string, IdUse>();

  constructor(parts: AppendParts, counters: Map<string, Counter>, now: string) {
    this.#parts = parts;
    this.#counters = counters;
    this.#now = now;
  }

  async lookUp(client: Client, requests: readonly AppendRequest[]): Promise<void> {
    const ids = requests.flatMap(({ topic, publisher, clientId }) => {
      const counter = this.#counters.get(topic);
      if (clientId === undefined || counter === undefined) return [];
      return [{ topicId: counter.id, publisher, clientId }];
    });
    this.#earlier = await earlierUses(client, ids);
  }

  async add(client: Client, request: AppendRequest): Promise<Appended> {
    const counter = this.#counters.get(request.topic);
    if (counter === undefined) throw new StoreUnavailable('A topic was not locked.', 'none');
    try {
      await this.#ask(client, request, counter);
      return this.#place(request, counter);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      if (error instanceof HubError || error instanceof UnitFailed) return { error };
      throw error;
    }
  }

  async write(client: Client): Promise<void> {
    await insertPlaced(client, this.#placed, this.#now);
    await rememberUses(client, this.#uses);
    if (this.#placed.length > 0) await writeHeads(client, this.#counters.values());
  }

  #place(request: AppendRequest, counter: Counter): AppendResult {
    const { publisher, clientId } = request;
    const { epoch } = counter;
    if (clientId !== undefined) {
      const digest = appendDigest(this.#parts.key, request);
      const id = { topicId: counter.id, publisher, clientId };
      const earlier = this.#earlier.get(idKey(id));
      if (earlier !== undefined) {
        if (!sameContent(earlier.digest, digest)) {
          throw new HubError('message_id_reused', 'This message id was used for another message.');
        }
        const position = { epoch, offset: earlier.offset };
        return { position, timestamp: earlier.timestamp, duplicate: true };
      }
      const use = { ...id, offset: counter.head + 1, digest, timestamp: this.#now };
      this.#earlier.set(idKey(id), use);
      this.#uses.push(use);
    }
    counter.head += 1;
    const offset = counter.head;
    this.#placed.push({
      event: request.event,
      payload: request.payload,
      sender: request.sender,
      connectionId: request.connectionId,
      memberId: request.memberId,
      subject: request.subject ?? null,
      internal: request.internal === true,
      places: [{ topic: request.topic, topicId: counter.id, epoch, offset }],
    });
    return { position: { epoch, offset }, timestamp: this.#now, duplicate: false };
  }

  /** A guard has a savepoint of its own, so that its refusal is nobody else's. */
  async #ask(client: Client, request: AppendRequest, counter: Counter): Promise<void> {
    if (request.guard === undefined) return;
    const guard = findUnit(this.#parts.units, request.guard.unit);
    const offset = counter.head;
    const head = { epoch: offset === 0 ? '' : counter.epoch, offset };
    const work = new UnitWork(this.#parts.over(client), { now: this.#now, head });
    await client.query('savepoint guard');
    try {
      await inTime(guard.run(work, request.guard.args), guard.name, this.#parts.unitTime);
    } catch (error) {
      // A guard that took too long is still using the connection, which goes with the transaction.
      if (isConflict(error) || isUnavailable(error) || error instanceof StoreUnavailable)
        throw error;
      await client.query('rollback to savepoint guard');
      throw unitError(guard.name, error);
    }
    await client.query('release savepoint guard');
  }
}
