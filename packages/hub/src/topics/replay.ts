import type { Grants } from '../authorization/grants.ts';
import type { Limits } from '../limits.ts';
import type { OffsetRange, TopicHead, TopicLog } from '../ports/topic-log.ts';
import type { Position, StoredPublication } from '../publication.ts';
import type { Topic } from './topic.ts';

/** Why a resume cannot be filled, and the position after which something is missing. */
export interface Gap {
  readonly reason: 'epoch_changed' | 'trimmed' | 'too_many' | 'unreadable';
  readonly after: Position;
}

/** A time from which on something is missing, where a client knows no position. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** What a joiner asks for. */
export interface ReplayRequest {
  readonly since: Position | Moment | undefined;
  /** How many of the newest messages, without `since` or when it cannot be filled. */
  readonly history: number;
}

/** Where a replay reads. */
export interface ReplayContext {
  readonly log: TopicLog;
  readonly limits: Limits;
}

/** Whether every offset of `from … to` lies in one of the ranges. */
export function readable(
  ranges: readonly OffsetRange[] | undefined,
  from: number,
  to: number,
): boolean {
  if (ranges === undefined || from > to) return true;
  return ranges.some((range) => range.from <= from && to <= range.to);
}

/**
 * What one joiner must be shown before live messages: gathered until it covers what the topic has
 * delivered, so that the joiner can be let in within the same tick.
 */
export class Replay {
  readonly #topic: Topic;
  readonly #context: ReplayContext;
  readonly #ranges: readonly OffsetRange[] | undefined;
  #rows: readonly StoredPublication[] = [];
  #covered = 0;
  recovered = false;
  gap: Gap | undefined;
  /** More lies before the first row. */
  older = false;

  constructor(topic: Topic, grants: Grants, context: ReplayContext) {
    this.#topic = topic;
    this.#context = context;
    this.#ranges = grants.readable;
  }

  /** What to show, cut to what the topic has delivered: the rest comes live. */
  get rows(): readonly StoredPublication[] {
    const { delivered } = this.#topic;
    const last = this.#rows.at(-1);
    if (last === undefined || last.position.offset <= delivered) return this.#rows;
    return this.#rows.filter((row) => row.position.offset <= delivered);
  }

  /** Whether nothing lies between the rows and what is live. */
  get complete(): boolean {
    return this.#covered >= this.#topic.delivered;
  }

  /** Reads what the request asks for. */
  async start({ since, history }: ReplayRequest): Promise<void> {
    if (since === undefined) return this.#newest(history);
    if (await ('time' in since ? this.#from(since.time) : this.#resume(since))) return;
    await this.#newest(history);
  }

  /** Reads what was delivered meanwhile. */
  async extend(): Promise<void> {
    const held = this.#topic.memory.recent.after(this.#topic.epoch, this.#covered);
    if (held !== undefined) {
      this.#rows = [...this.#rows, ...this.#visible(held)];
      this.#covered = this.#topic.delivered;
      return;
    }
    const { messages, covered } = await this.#after(this.#covered);
    this.#rows = [...this.#rows, ...messages];
    this.#covered = covered;
  }

  async #resume(since: Position): Promise<boolean> {
    const topic = this.#topic;
    // Another node may have shown this client more than this one has seen so far.
    const isOfHere = since.epoch === topic.epoch || topic.epoch === '';
    if (isOfHere && since.offset > topic.delivered) await topic.feed.catchUp(since.offset);
    const fromStart = since.epoch === '' && since.offset === 0;
    const epoch = fromStart ? topic.epoch : since.epoch;
    if (epoch === topic.epoch && since.offset === topic.delivered) {
      return this.#fill(since.offset, since.offset, [], epoch);
    }
    let held = topic.memory.recent.after(epoch, since.offset);
    if (held === undefined && epoch === topic.epoch) {
      await topic.memory.warm();
      held = topic.memory.recent.after(epoch, since.offset);
    }
    if (held !== undefined && since.offset <= topic.delivered) {
      return this.#fill(since.offset, topic.delivered, this.#visible(held), epoch);
    }
    const { messages, covered, head } = await this.#after(since.offset);
    if (!fromStart && (since.epoch !== head.epoch || since.offset > head.head)) {
      return this.#miss('epoch_changed', { epoch: head.epoch, offset: head.low - 1 });
    }
    if (since.offset < head.low - 1) {
      return this.#miss('trimmed', { epoch: head.epoch, offset: since.offset });
    }
    return this.#fill(since.offset, covered, messages, head.epoch);
  }

  /** Everything from the first that was stored at a time or later; the newest are looked at. */
  async #from(time: number): Promise<boolean> {
    const topic = this.#topic;
    const { log, limits } = this.#context;
    if (topic.delivered === 0) return this.#fill(0, 0, [], topic.epoch);
    let held = topic.memory.recent.since(time);
    if (held === undefined) {
      await topic.memory.warm();
      held = topic.memory.recent.since(time);
    }
    if (held !== undefined) {
      const before = (held[0]?.position.offset ?? topic.delivered + 1) - 1;
      return this.#fill(before, topic.delivered, this.#visible(held), topic.epoch);
    }
    const limit = limits.resumeMessages + 1;
    const ask = () => log.read({ topic: topic.name, limit, internal: false });
    const key = `newest ${limit} at ${topic.delivered}`;
    const { head, messages } = await topic.memory.read(key, ask);
    const first = messages.findIndex(({ timestamp }) => Date.parse(timestamp) >= time);
    const missed = first < 0 ? [] : messages.slice(first);
    const before = (missed[0]?.position.offset ?? head.head + 1) - 1;
    if (first === 0 && head.low > 1) {
      // Whether what was trimmed is older than that, nobody can tell.
      return this.#miss('trimmed', { epoch: head.epoch, offset: head.low - 1 });
    }
    return this.#fill(before, head.head, this.#visible(missed), head.epoch);
  }

  #fill(
    after: number,
    covered: number,
    rows: readonly StoredPublication[],
    epoch: string,
  ): boolean {
    if (!readable(this.#ranges, after + 1, covered)) {
      return this.#miss('unreadable', { epoch, offset: after });
    }
    if (rows.length > this.#context.limits.resumeMessages) {
      return this.#miss('too_many', { epoch, offset: after });
    }
    this.#rows = rows;
    this.#covered = covered;
    this.recovered = true;
    return true;
  }

  #miss(reason: Gap['reason'], after: Position): false {
    this.gap = { reason, after };
    return false;
  }

  async #newest(count: number): Promise<void> {
    const topic = this.#topic;
    this.#covered = topic.delivered;
    if (count === 0) {
      this.older = topic.delivered > 0;
      return;
    }
    const ranges = this.#ranges;
    if (ranges === undefined && topic.delivered > 0) {
      if (topic.memory.recent.newest(count + 1) === undefined) await topic.memory.warm();
      this.#covered = topic.delivered;
      const held = topic.memory.recent.newest(count + 1);
      if (held !== undefined) {
        this.#cut(held, count);
        return;
      }
    }
    const ask = () =>
      this.#context.log.read({
        topic: topic.name,
        limit: count + 1,
        internal: false,
        ...(ranges === undefined ? {} : { readable: ranges }),
      });
    const { head, messages } = await (ranges === undefined
      ? topic.memory.read(`newest ${count} at ${topic.delivered}`, ask)
      : ask());
    this.#cut(messages, count);
    this.#covered = head.head;
  }

  #cut(rows: readonly StoredPublication[], count: number): void {
    this.older = rows.length > count;
    this.#rows = this.older ? rows.slice(-count) : rows;
  }

  async #after(
    offset: number,
  ): Promise<{ head: TopicHead; messages: readonly StoredPublication[]; covered: number }> {
    const { log, limits } = this.#context;
    const ranges = this.#ranges;
    const limit = limits.resumeMessages + 1;
    const ask = () =>
      log.read({
        topic: this.#topic.name,
        after: offset,
        limit,
        internal: false,
        ...(ranges === undefined ? {} : { readable: ranges }),
      });
    const { head, messages } = await (ranges === undefined
      ? this.#topic.memory.read(`after ${offset} at ${this.#topic.delivered}`, ask)
      : ask());
    // A full page may have been cut short; then only what came is covered.
    const last = messages.length === limit ? messages.at(-1) : undefined;
    return { head, messages, covered: last?.position.offset ?? head.head };
  }

  #visible(rows: readonly StoredPublication[]): readonly StoredPublication[] {
    return rows.filter(
      (row) => !row.internal && readable(this.#ranges, row.position.offset, row.position.offset),
    );
  }
}
