import type { ReadResult } from '../ports/topic-log.ts';
import type { BusMessage, Share, SharedSeat } from '../ports/bus.ts';
import type { Attend } from '../presence/attendance.ts';
import type { PresenceLabel } from '../presence/label.ts';
import { Roster } from '../presence/roster.ts';
import { Shares } from '../presence/shares.ts';
import type { Dialect } from '../dialect.ts';
import type { Profile, Publication, StoredPublication } from '../publication.ts';
import type { Shapes } from '../shapes.ts';
import type { Tally } from '../tally.ts';
import { FanOut, type Addressed } from './fan-out.ts';
import { Feed, type FeedContext } from './feed.ts';
import type { Listener } from './listener.ts';
import { Recent } from './recent.ts';
import { Seats, type Seated, type SeatRule } from './seats.ts';

/** The internal publications that every node applies in order. */
export const REMOVED = 'parley.removed';
/** Old text was replaced in the log; memory must not show it again. */
export const REDACTED = 'parley.redacted';

/** What topics share. */
export interface TopicContext extends FeedContext {
  /** This node's name on the bus. */
  readonly node: string;
  /** Tells the other nodes on the topic's shard. */
  readonly publish: (topic: string, message: BusMessage) => void;
  /** Above every number that this node's shares of the topic had before. */
  readonly shareBase: number;
  /** How domains' events look in each language. */
  readonly shapes: Shapes;
  readonly tally: Tally;
  /** Who hears of a topic's comings and goings. */
  readonly attendOf: (topic: string) => Attend | undefined;
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
 *   commit, bus, log → Feed → #deliver → FanOut
 */
export class Topic {
  readonly name: string;
  readonly roster: Roster;
  readonly recent: Recent;
  readonly feed: Feed;
  readonly #context: TopicContext;
  readonly #fanOut: FanOut;
  readonly #shares: Shares;
  readonly #attempts = new Set<Attempt>();
  readonly #reads = new Map<string, Promise<ReadResult>>();
  /** The last offset shown on this node's wires: `prev` of the next. */
  #shown = 0;
  /** How often old text was replaced: what was read before may show it. */
  #redactions = 0;
  #warmed: Promise<void> | undefined;
  /** On topics where only so many may take part, as the first who is let in here tells. */
  #seats: Seats | undefined;
  /** What other nodes told of it before. */
  #seatsHeard: Map<string, readonly SharedSeat[]> | undefined;

  constructor(name: string, context: TopicContext) {
    this.name = name;
    this.#context = context;
    const { limits } = context;
    this.#fanOut = new FanOut({
      queueBytes: limits.queueBytes,
      soon: (task) => context.clock.soon(task),
      tally: context.tally,
    });
    this.#shares = new Shares(context.node, name, context.shareBase);
    this.recent = new Recent(limits.recentMessages, limits.recentBytes);
    this.feed = new Feed(name, context, {
      deliver: (publication) => this.#deliver(publication),
      // Listeners see from the next `prev` that something is missing.
      skipped: (offset) => (this.#shown = offset),
    });
    const attend = context.attendOf(name);
    this.roster = new Roster({
      clock: context.clock,
      grace: limits.presenceGrace,
      interval: limits.rosterInterval,
      most: limits.rosterMembers,
      tell: (change) =>
        this.#fanOut.send(false, ({ dialect, address, presence }) =>
          presence ? dialect.presence(address, change) : undefined,
        ),
      share: (members) => this.#publish({ kind: 'share', share: this.#shares.change(members) }),
      attend: attend && ((memberId, here, at) => attend({ topic: name, memberId, here, at })),
      emptied: () => this.#settle(),
    });
  }

  /** Reads the head and starts to deliver. The shard was joined before, so nothing falls between. */
  async open(): Promise<void> {
    const [head] = await this.#context.log.heads([this.name]);
    this.#shown = head?.head ?? 0;
    this.feed.open(head?.epoch ?? '', this.#shown);
    this.askShares(null);
  }

  get epoch(): string {
    return this.feed.epoch;
  }

  /** The offset up to which listeners have everything. */
  get delivered(): number {
    return this.feed.delivered;
  }

  /** Asks a node, or all, who is there. */
  askShares(node: string | null): void {
    this.#publish({ kind: 'ask', topic: this.name, node });
  }

  /** Says who is here, whole. */
  tellShare(): void {
    this.roster.flush();
    const share = this.#shares.whole(this.roster.own());
    const cids = share.members.flatMap((member) => member.cids);
    const seats = this.#seats?.of(cids) ?? [];
    this.#publish({ kind: 'share', share: seats.length === 0 ? share : { ...share, seats } });
  }

  /** Takes over what another node says of its share, and asks again when something was missed. */
  applyShare(share: Share): void {
    const verdict = this.#shares.judge(share);
    if (verdict === 'apply') this.roster.apply(share);
    if (share.seats !== undefined) this.#applySeats(share.node, share.seats);
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

  /** Another node says that it has nobody here, though it may have been heard to have. */
  applyAbsence(node: string): void {
    if (this.#shares.forget(node)) this.roster.absent(node);
  }

  /** A node died. */
  abandon(node: string, silentFor: number): void {
    this.#shares.forget(node);
    this.roster.abandon(node, silentFor);
  }

  /**
   * Fills the memory from the log, once: after a start it is cold, and a storm of resumes must not
   * ask the log for each client.
   */
  warm(): Promise<void> {
    this.#warmed ??= this.#warm().catch((error: unknown) => {
      this.#warmed = undefined;
      throw error;
    });
    return this.#warmed;
  }

  /** How often old text was replaced: what was read from the log before may show it. */
  get redactions(): number {
    return this.#redactions;
  }

  /** Throws `full` when publishing this takes part and as many do as may. */
  requireSeat(seated: Seated): void {
    this.#seats?.require(seated);
  }

  /** Delivers a transient publication to everyone, or to its target alone. */
  transient(publication: Publication, target: Listener | undefined): void {
    this.#seats?.saw(publication);
    if (publication.memberId !== null) this.roster.flushFor(publication.memberId);
    if (publication.target === undefined) {
      this.#publication(publication, undefined);
      return;
    }
    if (target === undefined) return;
    const { dialect, wire } = target.subscriber;
    const told = this.#tell(dialect, publication);
    if (told === undefined) return;
    const frame = dialect.publication(told, {
      address: target.address,
      prev: undefined,
      author: this.#authorOf(publication, target.grants.presence),
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

  join(listener: Listener): void {
    const { principal, connectionId } = listener.subscriber;
    const { seats } = listener.grants;
    if (seats !== undefined) {
      this.#seats ??= this.#openSeats(seats);
    }
    if (listener.visible) this.roster.join(principal.profile, connectionId);
    this.#fanOut.add(listener);
  }

  /** Shows a listener in the roster under a label, or changes the label. */
  show(listener: Listener, label: PresenceLabel): void {
    const { principal, connectionId } = listener.subscriber;
    if (listener.visible) this.roster.rename(principal.memberId, connectionId, label);
    else this.roster.join(principal.profile, connectionId, label);
    listener.visible = true;
  }

  /** Takes a listener out of the roster, at once. */
  hide(listener: Listener): void {
    if (!listener.visible) return;
    listener.visible = false;
    const { principal, connectionId } = listener.subscriber;
    this.roster.leave(principal.memberId, connectionId, true);
  }

  /** Keeps back what comes for a listener, until the answer is called. */
  hold(listener: Listener): () => void {
    return this.#fanOut.hold(listener);
  }

  leave(listener: Listener, atOnce: boolean): void {
    if (!this.#fanOut.remove(listener)) return;
    const { principal, connectionId } = listener.subscriber;
    if (listener.visible) this.roster.leave(principal.memberId, connectionId, atOnce);
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
    this.feed.close();
  }

  #deliver(publication: StoredPublication): void {
    this.recent.push(publication);
    if (publication.internal) {
      this.#apply(publication);
      return;
    }
    if (publication.memberId !== null) this.roster.flushFor(publication.memberId);
    const prev = this.#shown;
    this.#shown = publication.position.offset;
    this.#publication(publication, prev);
  }

  #publication(publication: Publication, prev: number | undefined): void {
    const isDurable = publication.position !== undefined;
    const make = ({ dialect, address, presence }: Addressed): Uint8Array | undefined => {
      const told = this.#tell(dialect, publication);
      return (
        told &&
        dialect.publication(told, { address, prev, author: this.#authorOf(publication, presence) })
      );
    };
    if (publication.except === undefined) this.#fanOut.send(isDurable, make);
    else this.#fanOut.sendExcept(publication.except, make);
  }

  #tell({ language }: Dialect, publication: Publication): Publication | undefined {
    return this.#context.shapes.tell(language, publication);
  }

  /** The author, where the listener's roster does not tell them. */
  #authorOf({ memberId, sender }: Publication, hasRoster: boolean): Profile | undefined {
    if (memberId === null) return undefined;
    const isKnown = hasRoster && !this.roster.large && this.roster.has(memberId, sender);
    if (isKnown) return undefined;
    return this.#context.profiles.known(memberId) ?? undefined;
  }

  #apply(publication: StoredPublication): void {
    const told: unknown = JSON.parse(publication.payload);
    if (typeof told !== 'object' || told === null) return;
    if (publication.event === REDACTED) {
      this.recent.clear();
      this.#warmed = undefined;
      this.#redactions += 1;
      for (const attempt of this.#attempts) attempt.stale = true;
    }
    if (publication.event !== REMOVED || !('memberId' in told)) return;
    const { memberId } = told;
    // `null`: the topic is over, for everybody.
    if (typeof memberId !== 'number' && memberId !== null) return;
    for (const attempt of this.#attempts) {
      if (memberId === null || attempt.memberId === memberId) attempt.stale = true;
    }
    for (const listener of this.#fanOut.of(memberId)) {
      this.leave(listener, true);
      listener.subscriber.dropped(listener.address);
    }
  }

  async #warm(): Promise<void> {
    const redactions = this.#redactions;
    const { log, limits } = this.#context;
    const { messages } = await log.read({
      topic: this.name,
      limit: limits.recentMessages,
      internal: true,
    });
    if (this.#redactions === redactions) this.recent.fill(messages, this.delivered);
  }

  #openSeats(rule: SeatRule): Seats {
    const seats = new Seats(rule, (memberId, cid) => this.roster.has(memberId, cid));
    for (const heard of this.#seatsHeard?.values() ?? []) seats.apply(heard);
    this.#seatsHeard = undefined;
    return seats;
  }

  #applySeats(node: string, heard: readonly SharedSeat[]): void {
    if (this.#seats !== undefined) this.#seats.apply(heard);
    else (this.#seatsHeard ??= new Map()).set(node, heard);
  }

  #publish(message: BusMessage): void {
    this.#context.publish(this.name, message);
  }

  #settle(): void {
    if (this.#fanOut.size > 0 || this.#attempts.size > 0 || this.roster.ownCount > 0) return;
    this.#context.idle(this);
  }
}
