import type { BusMessage } from '../ports/bus.ts';
import type { Attend } from '../presence/attendance.ts';
import type { PresenceLabel } from '../presence/label.ts';
import { Roster } from '../presence/roster.ts';
import type { Publication, StoredPublication } from '../publication.ts';
import type { Shapes } from '../shapes.ts';
import type { Tally } from '../tally.ts';
import { FanOut, type Addressed } from './fan-out.ts';
import { Feed, type FeedContext } from './feed.ts';
import type { Listener } from './listener.ts';
import { Memory } from './memory.ts';
import { Seats, type Seated } from './seats.ts';
import { Sharing } from './sharing.ts';
import { Voice } from './voice.ts';

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
  readonly memory: Memory;
  readonly feed: Feed;
  readonly sharing: Sharing;
  readonly #context: TopicContext;
  readonly #fanOut: FanOut;
  readonly #seats: Seats;
  readonly #voice: Voice;
  readonly #attempts = new Set<Attempt>();
  /** The last offset shown on this node's wires: `prev` of the next. */
  #shown = 0;

  constructor(name: string, context: TopicContext) {
    this.name = name;
    this.#context = context;
    const { limits } = context;
    this.#fanOut = new FanOut({
      queueBytes: limits.queueBytes,
      soon: (task) => context.clock.soon(task),
      tally: context.tally,
    });
    this.memory = new Memory({
      topic: name,
      log: context.log,
      limits,
      delivered: () => this.delivered,
    });
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
      share: (members) => this.sharing.change(members),
      attend: attend && ((memberId, here, at) => attend({ topic: name, memberId, here, at })),
      emptied: () => this.#settle(),
    });
    const roster = (): Roster => this.roster;
    this.#voice = new Voice({ shapes: context.shapes, profiles: context.profiles, roster });
    this.#seats = new Seats((memberId, cid) => this.roster.has(memberId, cid));
    this.sharing = new Sharing({
      topic: name,
      node: context.node,
      base: context.shareBase,
      roster,
      seats: this.#seats,
      publish: (message) => context.publish(name, message),
    });
  }

  /** Reads the head and starts to deliver. The shard was joined before, so nothing falls between. */
  async open(): Promise<void> {
    const [head] = await this.#context.log.heads([this.name]);
    this.#shown = head?.head ?? 0;
    this.feed.open(head?.epoch ?? '', this.#shown);
    this.sharing.ask(null);
  }

  get epoch(): string {
    return this.feed.epoch;
  }

  /** The offset up to which listeners have everything. */
  get delivered(): number {
    return this.feed.delivered;
  }

  /** Throws `full` when publishing this takes part and as many do as may. */
  requireSeat(seated: Seated): void {
    this.#seats.require(seated);
  }

  /** Delivers a transient publication to everyone, or to its target alone. */
  transient(publication: Publication, target: Listener | undefined): void {
    this.#seats.saw(publication);
    if (publication.memberId !== null) this.roster.flushFor(publication.memberId);
    if (publication.target === undefined) {
      this.#publication(publication, undefined);
      return;
    }
    if (target === undefined) return;
    const { dialect, wire } = target.subscriber;
    const { address, grants } = target;
    const { presence } = grants;
    const frame = this.#voice.frame(publication, { dialect, address, presence }, undefined);
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
    if (seats !== undefined) this.#seats.open(seats);
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

  close(): void {
    // The last of this node's share: the others hear that nobody is here any more.
    this.roster.flush();
    this.roster.close();
    this.feed.close();
  }

  #deliver(publication: StoredPublication): void {
    this.memory.recent.push(publication);
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
    const make = (to: Addressed): Uint8Array | undefined =>
      this.#voice.frame(publication, to, prev);
    if (publication.except === undefined) this.#fanOut.send(isDurable, make);
    else this.#fanOut.sendExcept(publication.except, make);
  }

  #apply(publication: StoredPublication): void {
    const told: unknown = JSON.parse(publication.payload);
    if (typeof told !== 'object' || told === null) return;
    if (publication.event === REDACTED) {
      this.memory.redacted();
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

  #settle(): void {
    if (this.#fanOut.size > 0 || this.#attempts.size > 0 || this.roster.ownCount > 0) return;
    this.#context.idle(this);
  }
}
