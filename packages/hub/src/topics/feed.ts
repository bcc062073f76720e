import type { Clock } from '../ports/clock.ts';
import type { TopicLog } from '../ports/topic-log.ts';
import { HubError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Position, StoredPublication } from '../publication.ts';
import type { ProfileCache } from './profile-cache.ts';
import { Sequencer } from './sequencer.ts';

/** What a feed needs from around it. */
export interface FeedContext {
  readonly log: TopicLog;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly profiles: ProfileCache;
  readonly report: (where: string, error: unknown) => void;
  /** Whether rights on the topic may have changed unheard, so that nothing is to be delivered. */
  readonly withheld: (topic: string) => boolean;
}

/** Where a feed leads. */
export interface FeedSink {
  /** The next publication, in order; its author is known. */
  readonly deliver: (publication: StoredPublication) => void;
  /** What lay before and at this offset was trimmed before it could be delivered. */
  readonly skipped: (offset: number) => void;
}

/**
 * One topic's durable publications on one node, in order and without a gap, wherever they come from:
 *
 *   opening ──head read──▶ open ──close()──▶ closed
 *   commit, bus ──▶ in turn? deliver : wait 50 ms ──▶ fetch from the log ──▶ deliver
 *   held back while an author's name is looked up, and while rights are stale
 */
export class Feed {
  readonly #topic: string;
  readonly #context: FeedContext;
  readonly #sink: FeedSink;
  #sequencer: Sequencer | undefined;
  readonly #early: StoredPublication[] = [];
  /** How far the log was known to reach while the head was still being read. */
  #reached: Position | undefined;
  #stalled: Promise<void> | undefined;
  #closed = false;
  #cancelFetch: (() => void) | undefined;
  #fetching: Promise<number> | undefined;

  constructor(topic: string, context: FeedContext, sink: FeedSink) {
    this.#topic = topic;
    this.#context = context;
    this.#sink = sink;
  }

  get epoch(): string {
    return this.#sequencer?.epoch ?? '';
  }

  /** The offset up to which everything was delivered. */
  get delivered(): number {
    return this.#sequencer?.delivered ?? 0;
  }

  /** The head was read: what comes after it is delivered. */
  open(epoch: string, head: number): void {
    const sequencer = new Sequencer(epoch, head, this.#context.limits.pendingMessages);
    this.#sequencer = sequencer;
    // The head may have been read before what was heard of meanwhile.
    if (this.#reached !== undefined) sequencer.expect(this.#reached.epoch, this.#reached.offset);
    this.offer(this.#early.splice(0));
  }

  /** Takes publications in, in any order, any number of times. */
  offer(publications: readonly StoredPublication[]): void {
    const sequencer = this.#sequencer;
    if (sequencer !== undefined) {
      for (const publication of publications) sequencer.offer(publication);
      this.#drain(sequencer);
      return;
    }
    const fits = this.#early.length < this.#context.limits.pendingMessages;
    if (fits) this.#early.push(...publications);
    else for (const { position } of publications) this.#reachLater(position);
  }

  /** The log is known to reach this far; fetches what is missing. Rejects when the log is away. */
  async reach(epoch: string, head: number): Promise<void> {
    const sequencer = this.#sequencer;
    if (sequencer === undefined) {
      this.#reachLater({ epoch, offset: head });
      return;
    }
    if (epoch === this.epoch && head <= this.delivered) return;
    sequencer.expect(epoch, head);
    await this.#fetch(sequencer);
    // A fetch that was under way may have looked too early.
    this.#drain(sequencer);
  }

  /**
   * Delivers up to an offset that a joiner relies on, if the log reaches so far: they must not hear
   * live what they have seen, or may not see. Throws when this node does not get there.
   */
  async catchUp(offset: number): Promise<void> {
    const sequencer = this.#sequencer;
    if (sequencer === undefined) return;
    let wanted = offset;
    for (let tries = 0; tries < 3 && this.delivered < wanted; tries += 1) {
      // A fetch that was under way may have looked too early, and a name may have to come first.
      wanted = Math.min(offset, await this.#fetch(sequencer));
      await this.#stalled;
    }
    if (this.delivered < wanted) {
      throw new HubError('store_unavailable', 'this node has not caught up yet');
    }
  }

  /** Goes on after rights were stale. */
  proceed(): void {
    if (this.#sequencer !== undefined) this.#drain(this.#sequencer);
  }

  close(): void {
    this.#closed = true;
    this.#cancelFetch?.();
  }

  #reachLater(position: Position): void {
    if (position.offset > (this.#reached?.offset ?? 0)) this.#reached = position;
  }

  #drain(sequencer: Sequencer): void {
    const { limits, profiles, withheld } = this.#context;
    if (this.#stalled !== undefined || withheld(this.#topic)) return;
    for (let next = sequencer.peek(); next !== undefined; next = sequencer.peek()) {
      const { memberId } = next;
      if (!next.internal && memberId !== null && profiles.known(memberId) === undefined) {
        this.#stall(memberId, sequencer);
        return;
      }
      sequencer.take();
      this.#sink.deliver(next);
    }
    if (sequencer.waiting) this.#fetchLater(sequencer, limits.gapDelay);
  }

  /** A name must be there before the message; order is kept by holding the topic back. */
  #stall(memberId: number, sequencer: Sequencer): void {
    const { clock, limits, profiles, report } = this.#context;
    this.#stalled = profiles
      .load([memberId])
      .catch((error: unknown) => {
        report('profiles', error);
        profiles.learnNobody(memberId);
        clock.after(limits.checkInterval, () => profiles.forget(memberId));
      })
      .then(() => {
        this.#stalled = undefined;
        this.#drain(sequencer);
      });
  }

  /** Fetches what has not come by itself until then, and tries again until it is here. */
  #fetchLater(sequencer: Sequencer, ms: number): void {
    if (this.#closed) return;
    this.#cancelFetch ??= this.#context.clock.after(ms, () => {
      this.#cancelFetch = undefined;
      if (sequencer.waiting) void this.#retry(sequencer);
    });
  }

  async #retry(sequencer: Sequencer): Promise<void> {
    const { limits, report } = this.#context;
    const before = sequencer.delivered;
    try {
      await this.#fetch(sequencer);
    } catch (error) {
      report('gap fetch', error);
    }
    const isUnderWay = sequencer.delivered > before || this.#stalled !== undefined;
    if (isUnderWay || !sequencer.waiting) return;
    // The log is away, or does not have it: asked again at the pace of the check.
    this.#cancelFetch?.();
    this.#cancelFetch = undefined;
    this.#fetchLater(sequencer, limits.checkInterval);
  }

  /** Fetches until the end of the log; answers where that is. One at a time. */
  #fetch(sequencer: Sequencer): Promise<number> {
    this.#fetching ??= this.#fetchAll(sequencer).finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #fetchAll(sequencer: Sequencer): Promise<number> {
    const { log, limits } = this.#context;
    for (;;) {
      const { head, messages } = await log.read({
        topic: this.#topic,
        after: sequencer.delivered,
        limit: limits.resumeMessages,
        internal: true,
      });
      const isSame = head.epoch === sequencer.epoch || sequencer.epoch === '';
      if (isSame && head.low - 1 > sequencer.delivered) {
        // What was trimmed before anyone here saw it will never come.
        sequencer.skipTo(head.low - 1);
        this.#sink.skipped(sequencer.delivered);
      }
      // One by one, so that those held already do not crowd out the next.
      for (const message of messages) this.offer([message]);
      const last = messages.at(-1);
      if (last === undefined || last.position.offset >= head.head) return head.head;
      if (sequencer.delivered < last.position.offset) {
        // Held back, for a name or for rights: what does not fit is fetched after that.
        sequencer.expect(head.epoch, head.head);
        return head.head;
      }
    }
  }
}
