import type { FollowOutcome, KnownPerson, PendingRequest, Person, PublicInfo } from './schema.ts';

/**
 * The actions of social, each in a member's name. They refuse by throwing `DomainError`: `not_found`,
 * `too_many`.
 */
export interface Social {
  /**
   * Follows the member of this username, or takes that back: oneself or nobody → `nothing`; whom one
   * follows → `unfollowed`; a friend → `unfriended`, with nothing left between the two; who follows
   * one → `befriended`, and nobody is told; everybody else → `followed`, and they are told.
   */
  followUnfollow(memberId: number, username: string): Promise<FollowOutcome>;
  /** Answers a pending request: `add` makes friends, `remove` puts it aside. Throws `not_found`. */
  answerPending(
    memberId: number,
    requestId: number,
    action: 'add' | 'remove',
  ): Promise<FollowOutcome>;
  /** Who follows the member and is not followed; the newest 100. */
  pending(memberId: number): Promise<PendingRequest[]>;
  /** The newest 100. */
  friends(memberId: number): Promise<Person[]>;
  /** What everybody may know of the member of this username. Throws `not_found`. */
  publicInfo(memberId: number, username: string): Promise<PublicInfo>;
  /** The active member of this username; `undefined`: nobody. */
  find(memberId: number, username: string): Promise<KnownPerson | undefined>;
  /** Members whose username or name contains the text, without oneself; the first 20. */
  search(memberId: number, query: string): Promise<KnownPerson[]>;
  /** Members by their ids, also those who are kept out. Ids of nobody are left out. */
  people(ids: readonly number[]): Promise<Map<number, Person>>;
}
