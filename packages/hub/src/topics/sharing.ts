import type { BusMessage, Share, SharedMember } from '../ports/bus.ts';
import type { Roster } from '../presence/roster.ts';
import { Shares } from '../presence/shares.ts';
import type { Seats } from './seats.ts';

/** What a topic shares with the other nodes works with. */
export interface SharingOptions {
  readonly topic: string;
  /** This node's name on the bus. */
  readonly node: string;
  /** Above every number that this node's shares of the topic had before. */
  readonly base: number;
  readonly roster: () => Roster;
  readonly seats: Seats;
  readonly publish: (message: BusMessage) => void;
}

/** What the nodes tell each other of one topic: who is there over each of them, and who has a seat. */
export class Sharing {
  readonly #options: SharingOptions;
  readonly #shares: Shares;

  constructor(options: SharingOptions) {
    this.#options = options;
    this.#shares = new Shares(options.node, options.topic, options.base);
  }

  /** Where this node's share stands. */
  get sequence(): number {
    return this.#shares.sequence;
  }

  /** Asks a node, or all, who is there. */
  ask(node: string | null): void {
    this.#options.publish({ kind: 'ask', topic: this.#options.topic, node });
  }

  /** Says what changed of this node's share. */
  change(members: readonly SharedMember[]): void {
    this.#options.publish({ kind: 'share', share: this.#shares.change(members) });
  }

  /** Says who is here, whole. */
  tell(): void {
    const { roster, seats, publish } = this.#options;
    roster().flush();
    const share = this.#shares.whole(roster().own());
    const taken = seats.of(share.members.flatMap(({ cids }) => cids));
    publish({ kind: 'share', share: taken.length === 0 ? share : { ...share, seats: taken } });
  }

  /** Takes over what another node says of its share, and asks again when something was missed. */
  apply(share: Share): void {
    const { roster, seats } = this.#options;
    const verdict = this.#shares.judge(share);
    if (verdict === 'apply') roster().apply(share);
    if (share.seats !== undefined) seats.apply(share.node, share.seats);
    if (verdict === 'ask') this.ask(share.node);
  }

  /** Another node says where its share stands. */
  compare(node: string, sequence: number): void {
    if (this.#shares.isBehind(node, sequence)) this.ask(node);
  }

  /** Another node says that it has nobody here, though it may have been heard to have. */
  applyAbsence(node: string): void {
    if (this.#shares.forget(node)) this.#options.roster().absent(node);
  }

  /** A node died. */
  abandon(node: string, silentFor: number): void {
    this.#shares.forget(node);
    this.#options.roster().abandon(node, silentFor);
  }
}
