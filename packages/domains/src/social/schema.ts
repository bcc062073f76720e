import { z } from 'zod';

/** What social's events are called between the domain and the log. */
export const SOCIAL_EVENT = 'social.';

/** A member's own topic: who began to follow them. */
export function socialTopic(memberId: number): `social-channel-${number}` {
  return `social-channel-${memberId}`;
}

/**
 * How one stands to another, as the button beside a name says it: `Follow` (one does not), `Following`
 * (one does, they do not), `Friends` (both do).
 */
export type FollowStatus = 'Follow' | 'Following' | 'Friends';

/** A member, as people find each other. */
export interface Person {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  /** CSS colour. */
  readonly color: string;
}

/** A member with how one stands to them. */
export interface KnownPerson extends Person {
  readonly status: FollowStatus;
}

/** What everybody may know of a member. Friends count as followers and as followed, too. */
export interface PublicInfo extends KnownPerson {
  readonly followers: number;
  readonly following: number;
  readonly friends: number;
}

/** Somebody who follows and is not followed: to be answered, or put aside. */
export interface PendingRequest {
  readonly id: number;
  readonly follower: Person;
  /** ISO 8601, UTC. */
  readonly created_at: string;
}

/** Somebody follows the member, who did not follow them. */
export interface Followed {
  /** Of the pending request that it is. */
  readonly id: number;
  readonly follower: Pick<Person, 'id' | 'name' | 'username'>;
}
/** {@link Followed} as a schema. */
export const followed: z.ZodType<Followed> = z.object({
  id: z.int(),
  follower: z.object({ id: z.int(), name: z.string(), username: z.string() }),
});

/** What a follow-or-unfollow came to. */
export type FollowOutcome = 'nothing' | 'followed' | 'unfollowed' | 'befriended' | 'unfriended';
