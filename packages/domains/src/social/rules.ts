import type { FollowOutcome, FollowStatus } from './schema.ts';

/** Who follows whom, of two. */
export interface Tie {
  readonly following: boolean;
  readonly followed: boolean;
}

/** How one stands to the other. */
export function statusOf({ following, followed }: Tie): FollowStatus {
  if (!following) return 'Follow';
  return followed ? 'Friends' : 'Following';
}

/** What following again comes to, by what there is. Self and unknown ones never come here. */
export function outcomeOf({ following, followed }: Tie): Exclude<FollowOutcome, 'nothing'> {
  if (following) return followed ? 'unfriended' : 'unfollowed';
  return followed ? 'befriended' : 'followed';
}

/** Limits of social, as data. */
export const socialLimits = {
  followsPerMember: {
    default: 10_000,
    unit: 'members',
    reason: 'Nobody knows more; a program that follows everybody is stopped.',
  },
  peopleListed: {
    default: 100,
    unit: 'members',
    reason: 'Of friends and of pending requests the newest; a search finds the others.',
  },
  peopleFound: { default: 20, unit: 'members', reason: 'A search is narrowed, not paged.' },
} as const;
