import { defineUnit, type Unit, type UnitContext } from '@parley/store';
import { countFollowed, deleteFollow, insertFollow, tieBetween } from './repository.ts';
import { outcomeOf, socialLimits } from './rules.ts';
import { SOCIAL_EVENT, socialTopic, type Followed, type FollowOutcome } from './schema.ts';

/** Two members, one of whom acts on the other. */
export interface Pair {
  readonly memberId: number;
  readonly otherId: number;
}

/** What was done; `too_many`: nothing, since they follow enough. */
export type FollowResult = { readonly outcome: FollowOutcome } | { readonly refused: 'too_many' };

// Both of two ask for the same lock, whoever acts: what they do to each other comes one by one.
const topicOf = ({ memberId, otherId }: Pair): string => socialTopic(Math.min(memberId, otherId));

/**
 * Follows, or takes that back, by the table: whom one follows already is unfollowed, a friend is no
 * friend any more, who follows one becomes a friend and is not told, everybody else is followed and
 * told, once. Oneself and who is not there: nothing.
 */
export const followUnit: Unit<Pair, FollowResult> = defineUnit({
  name: 'social.follow',
  topic: topicOf,
  run: async (tx, { memberId, otherId }) => {
    const tie = await tieBetween(tx.db, memberId, otherId);
    if (tie === undefined || memberId === otherId) return { outcome: 'nothing' };
    const outcome = outcomeOf(tie);
    if (outcome === 'unfollowed' || outcome === 'unfriended') {
      await deleteFollow(tx.db, memberId, otherId);
      await deleteFollow(tx.db, otherId, memberId);
      return { outcome };
    }
    const id = await follow(tx, memberId, otherId);
    if (id === undefined) return { refused: 'too_many' };
    if (outcome === 'followed') await tellFollowed(tx, { id, memberId, otherId });
    return { outcome };
  },
});

/** Answers a pending request: `add` makes friends, `remove` ends that they follow. */
export const answerUnit: Unit<Pair & { readonly action: 'add' | 'remove' }, FollowResult> =
  defineUnit({
    name: 'social.answer',
    topic: (args) => topicOf(args),
    run: async (tx, { memberId, otherId, action }) => {
      const tie = await tieBetween(tx.db, memberId, otherId);
      // Taken back, or answered, meanwhile.
      if (tie === undefined || !tie.followed || tie.following) return { outcome: 'nothing' };
      if (action === 'remove') {
        await deleteFollow(tx.db, otherId, memberId);
        return { outcome: 'unfollowed' };
      }
      const id = await follow(tx, memberId, otherId);
      return id === undefined ? { refused: 'too_many' } : { outcome: 'befriended' };
    },
  });

async function follow(
  tx: UnitContext,
  follower_id: number,
  followed_id: number,
): Promise<number | undefined> {
  const held = await countFollowed(tx.db, follower_id);
  if (held >= socialLimits.followsPerMember.default) return undefined;
  return insertFollow(tx.db, { follower_id, followed_id, created_on: tx.now });
}

async function tellFollowed(
  tx: UnitContext,
  { id, memberId, otherId }: Pair & { readonly id: number },
): Promise<void> {
  const self = await tieBetween(tx.db, otherId, memberId);
  if (self === undefined) return;
  const { name, username } = self;
  const payload: Followed = { id, follower: { id: memberId, name, username } };
  tx.publish({
    topics: [socialTopic(otherId)],
    event: `${SOCIAL_EVENT}followed`,
    payload,
    memberId,
  });
}
