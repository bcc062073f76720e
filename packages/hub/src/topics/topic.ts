import type { Clock } from '../ports/clock.ts';
import type { ReadResult, TopicLog } from '../ports/topic-log.ts';
import type { Limits } from '../limits.ts';
import type { BusMessage, Share } from '../ports/bus.ts';
import { Roster } from '../presence/roster.ts';
import { Shares } from '../presence/shares.ts';
import type { Profile, Publication, StoredPublication } from '../publication.ts';
import { FanOut } from './fan-out.ts';
import type { Listener } from './listener.ts';
import type { ProfileCache } from './profile-cache.ts';
import { Recent } from './recent.ts';
import { Sequencer } from './sequencer.ts';

/** The internal publications that every node applies in order. */
export const REMOVED = 'parley.removed';
/** Old text was replaced in the log; memory must not show it again. */
export const REDACTED = 'parley.redacted';

/** What topics share. */
export interface TopicContext {
  readonly log: TopicLog;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly profiles: ProfileCache;
  readonly report: (where: string, error: unknown) => void;
  /** This node's name on the bus. */
  readonly node: string;
  /** Tells the other nodes on the topic's shard. */
  readonly publish: (topic: string, message: BusMessage) => void;
  /** Nobody is here any more. */
  readonly idle: (topic: Topic) => void;
}

/** Someone on the way in; a change of their rights meanwhile sends them back to ask again. */
export interface Attempt {
  readonly memberId: number;
  stale: boolean;
}

/**
 * One topic on one node: its listeners, its roster, its place in the log.
 *
 *   commit, bus, gap fetch → Sequencer → #deliver → FanOut
 */
export class Topic {
  readonly name: string;
  readonly roster: Roster;
  readonly recent: Recent;
  readonly #context: TopicContext;
  readonly #fanOut: FanOut;
  readonly #shares: Shares;
  readonly #attempts = new Set<Attempt>();
  readonly #reads = new Map<string, Promise<ReadResult>>();
  #sequencer: Sequencer | undefined;
  readonly #early: StoredPublication[] = [];
  /** The last offset shown on this node's wires: `prev` of the next. */
  #shown = 0;
  #stalled = false;
  /** A fetch ended early because the topic was held back. */
  #truncated = false;
  #cancelGap: (() => void) | undefined;
  #fetching: Promise<void> | undefined;

  constructor(name: string, context: TopicContext) {
    this.name = name;
    this.#context = context;
    const { limits } = context;
    this.#fanOut = new FanOut({
      queueBytes: limits.queueBytes,
      soon: (task) => context.clock.soon(task),
    });
    this.#shares = new Shares(context.node, name, context.clock.now());
    this.recent = new Recent(limits.recentMessages, limits.recentBytes);
    this.roster = new Roster({
      clock: context.clock,
      grace: limits.presenceGrace,
      interval: limits.rosterInterval,
      most: limits.rosterMembers,
      tell: (change) =>
        this.#fanOut.send(false, (dialect, address) => dialect.presence(address, change)),
      share: (members) => this.#publish({ kind: 'share', share: this.#shares.change(members) }),
      emptied: () => this.#settle(),
    });
  }

  /** Reads the head and starts to deliver. The shard was joined before, so nothing falls between. */
  async open(): Promise<void> {
    const [head] = await this.#context.log.heads([this.name]);
    this.#sequencer = new Sequencer(
      head?.epoch ?? '',
      head?.head ?? 0,
      this.#context.limits.pendingMessages,
    );
    this.#shown = this.#sequencer.delivered;
    this.offer(this.#early.splice(0));
    this.askShares(null);
  }

  /** Asks a node, or all, who is there. */
  askShares(node: string | null): void {
    this.#publish({ kind: 'ask', topic: this.name, node });
  }

  /** Says who is here, whole. */
  tellShare(): void {
    this.roster.flush();
    this.#publish({ kind: 'share', share: this.#shares.whole(this.roster.own()) });
  }

  /** Takes over what another node says of its share, and asks again when something was missed. */
  applyShare(share: Share): void {
    const verdict = this.#shares.judge(share);
    if (verdict === 'apply') this.roster.apply(share);
    if (verdict === 'ask') this.askShares(share.node);
  }

  /** Where this node's share stands. */
  get shareSequence(): number {
    return this.#shares.sequence;
  }

  /** Another node says where its share stands. */
  compareShare(node: string, sequence: number): void {
    if (this.#shares.isBehind(node, sequence)) this.askShares(node);
  }

  /** A node died. */
  abandon(node: string, silentFor: number): void {
    this.#shares.forget(node);
    this.roster.abandon(node, silentFor);
  }

  get epoch(): string {
    return this.#sequencer?.epoch ?? '';
  }

  /** The offset up to which listeners have everything. */
  get delivered(): number {
    return this.#sequencer?.delivered ?? 0;
  }

  get listeners(): number {
    return this.#fanOut.size;
  }

  /** Takes durable publications in, in any order, any number of times. */
  offer(publications: readonly StoredPublication[]): void {
    if (this.#sequencer === undefined) {
      // Opening: the head that is about to be read covers what does not fit here.
      if (this.#early.length < this.#context.limits.pendingMessages) {
        this.#early.push(...publications);
      }
      return;
    }
    for (const publication of publications) this.#sequencer.offer(publication);
    this.#drain(this.#sequencer);
  }

  /** The log is known to reach this far; fetches what is missing. */
  async reach(epoch: string, head: number): Promise<void> {
    if (this.#sequencer === undefined) return;
    if (epoch === this.epoch && head <= this.delivered) return;
    await this.#fetch(this.#sequencer);
  }

  /** Delivers a transient publication to everyone, or to its target alone. */
  transient(publication: Publication, target: Listener | undefined): void {
    if (publication.memberId !== null) this.roster.flushFor(publication.memberId);
    const author = this.#authorOf(publication);
    if (publication.target === undefined) {
      this.#fanOut.send(false, (dialect, address) =>
        dialect.publication(publication, { address, prev: undefined, author }),
      );
      return;
    }
    if (target === undefined) return;
    const { dialect, wire } = target.subscriber;
    const frame = dialect.publication(publication, {
      address: target.address,
      prev: undefined,
      author,
    });
    if (frame !== undefined && wire.queued <= this.#context.limits.queueBytes) wire.write(frame);
  }

  begin(memberId: number): Attempt {
    const attempt = { memberId, stale: false };
    this.#attempts.add(attempt);
    return attempt;
  }

  finish(attempt: Attempt): void {
    this.#attempts.delete(attempt);
    this.#settle();
  }

  join(listener: Listener, visible: boolean): void {
    const { principal, connectionId } = listener.subscriber;
    if (visible) this.roster.join(principal.profile, connectionId);
    this.#fanOut.add(listener);
  }

  leave(listener: Listener, atOnce: boolean): void {
    if (!this.#fanOut.remove(listener)) return;
    const { principal, connectionId } = listener.subscriber;
    this.roster.leave(principal.memberId, connectionId, atOnce);
    this.#settle();
  }

  /** Reads the log; the same question asked by many at once is asked once. */
  read(key: string, ask: () => Promise<ReadResult>): Promise<ReadResult> {
    let reading = this.#reads.get(key);
    if (reading === undefined) {
      reading = ask().finally(() => this.#reads.delete(key));
      this.#reads.set(key, reading);
    }
    return reading;
  }

  close(): void {
    // The last of this node's share: the others hear that nobody is here any more.
    this.roster.flush();
    this.roster.close();
    this.#cancelGap?.();
  }

  #drain(sequencer: Sequencer): void {
    if (this.#stalled) return;
    for (let next = sequencer.peek(); next !== undefined; next = sequencer.peek()) {
      if (!next.internal && next.memberId !== null && this.#unknown(next.memberId)) {
        this.#stall(next.memberId, sequencer);
        return;
      }
      sequencer.take();
      this.#deliver(next);
    }
    if (!sequencer.waiting || this.#cancelGap !== undefined) return;
    this.#cancelGap = this.#context.clock.after(this.#context.limits.gapDelay, () => {
      this.#cancelGap = undefined;
      if (sequencer.waiting) void this.#fetch(sequencer);
    });
  }

  #unknown(memberId: number): boolean {
    return this.#context.profiles.known(memberId) === undefined;
  }

  /** A name must be there before the message; order is kept by holding the topic back. */
  #stall(memberId: number, sequencer: Sequencer): void {
    this.#stalled = true;
    const { clock, limits, profiles, report } = this.#context;
    void profiles
      .load([memberId])
      .catch((error: unknown) => {
        report('profiles', error);
        profiles.learnNobody(memberId);
        clock.after(limits.checkInterval, () => profiles.forget(memberId));
      })
      .then(() => {
        this.#stalled = false;
        this.#drain(sequencer);
        if (this.#truncated) void this.#fetch(sequencer);
      });
  }

  #deliver(publication: StoredPublication): void {
    this.recent.push(publication);
    if (publication.internal) {
      this.#apply(publication);
      return;
    }
    if (publication.memberId !== null) this.roster.flushFor(publication.memberId);
    const author = this.#authorOf(publication);
    const prev = this.#shown;
    this.#shown = publication.position.offset;
    this.#fanOut.send(true, (dialect, address) =>
      dialect.publication(publication, { address, prev, author }),
    );
  }

  #authorOf({ memberId, sender }: Publication): Profile | undefined {
    if (memberId === null) return undefined;
    if (!this.roster.large && this.roster.has(memberId, sender)) return undefined;
    return this.#context.profiles.known(memberId) ?? undefined;
  }

  #apply(publication: StoredPublication): void {
    const told: unknown = JSON.parse(publication.payload);
    if (typeof told !== 'object' || told === null) return;
    if (publication.event === REDACTED) this.recent.clear();
    if (publication.event !== REMOVED || !('memberId' in told)) return;
    const { memberId } = told;
    if (typeof memberId !== 'number') return;
    for (const attempt of this.#attempts) {
      if (attempt.memberId === memberId) attempt.stale = true;
    }
    for (const listener of this.#fanOut.of(memberId)) {
      this.leave(listener, true);
      listener.subscriber.dropped(listener.address);
    }
  }

  #fetch(sequencer: Sequencer): Promise<void> {
    this.#fetching ??= this.#fetchAll(sequencer).finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #fetchAll(sequencer: Sequencer): Promise<void> {
    const { log, limits, report } = this.#context;
    try {
      for (;;) {
        const { head, messages } = await log.read({
          topic: this.name,
          after: sequencer.delivered,
          limit: limits.resumeMessages,
          internal: true,
        });
        // What was trimmed before anyone here saw it will never come.
        if (head.epoch === sequencer.epoch) sequencer.skipTo(head.low - 1);
        this.offer(messages);
        const last = messages.at(-1);
        if (last === undefined || last.position.offset >= head.head) return;
        // Held back for a name: what does not fit is fetched when that is known.
        this.#truncated = this.#stalled;
        if (this.#stalled) return;
      }
    } catch (error) {
      report('gap fetch', error);
      // The log is away; asked again at the pace of the check.
      this.#cancelGap ??= this.#context.clock.after(limits.checkInterval, () => {
        this.#cancelGap = undefined;
        void this.#fetch(sequencer);
      });
    }
  }

  #publish(message: BusMessage): void {
    this.#context.publish(this.name, message);
  }

  #settle(): void {
    if (this.#fanOut.size > 0 || this.#attempts.size > 0 || this.roster.ownCount > 0) return;
    this.#context.idle(this);
  }
}
