import { memberOf } from '../context.ts';
import { short } from '../given.ts';
import type { Builder } from './builder.ts';
import type { Types } from './types.ts';

/** Adds following, and what one answers to followers. */
export function addSocialMutations(builder: Builder, _types: Types): void {
  const outcome = builder.enumType('FollowOutcome', {
    values: ['nothing', 'followed', 'unfollowed', 'befriended', 'unfriended'] as const,
  });
  const action = builder.enumType('PendingAction', {
    description: '`add` makes friends, `remove` puts the request aside.',
    values: ['add', 'remove'] as const,
  });
  builder.mutationFields((t) => ({
    followUnfollowUser: t.field({
      type: outcome,
      nullable: true,
      description: 'Follows, or takes that back; who is followed anew hears `Followed`.',
      args: { username: t.arg.string({ required: true }) },
      resolve: (_root, { username }, context) => {
        const memberId = memberOf(context);
        context.limiter.take('followsByMember', String(memberId));
        return context.social.followUnfollow(memberId, short(username));
      },
    }),
    pendingRequest: t.field({
      type: outcome,
      nullable: true,
      args: {
        request: t.arg.int({ required: true }),
        action: t.arg({ type: action, required: true }),
      },
      resolve: (_root, { request, action: answer }, context) =>
        context.social.answerPending(memberOf(context), request, answer),
    }),
  }));
}
