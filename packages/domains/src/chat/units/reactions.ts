import { defineUnit, type Unit } from '@parley/store';
import { messageLimits } from '../message-limits.ts';
import { countOtherKinds, deleteReaction, insertReaction } from '../reaction-repository.ts';
import { roomTopic } from '../schema.ts';
import { findMessage, tellChange, viewOf, type ChangeArgs } from './message-changes.ts';
import { notifyOfReaction } from './notices.ts';
import { refuse, type Done, type Refused } from './refused.ts';

/** Reacts to a message, or takes a reaction back. What is so already is not told. */
export const reactUnit: Unit<
  ChangeArgs & { readonly emoji: string; readonly isOn: boolean },
  Done | Refused
> = defineUnit({
  name: 'chat.react',
  topic: ({ uuid }) => roomTopic(uuid),
  run: async (tx, args) => {
    const found = await findMessage(tx, args);
    if (found === undefined) return refuse('not_found');
    // To read an open room is not to be in it; reacting is said to everybody there.
    if (found.room.participant_id === null) return refuse('forbidden');
    const { messageId, memberId, emoji, isOn } = args;
    const reaction = { messageId, memberId, emoji };
    const most = messageLimits.reactionKinds.default;
    if (isOn && (await countOtherKinds(tx.db, messageId, emoji)) >= most) return refuse('too_many');
    const done = isOn
      ? await insertReaction(tx.db, reaction, tx.now)
      : await deleteReaction(tx.db, reaction);
    if (!done) return { done };
    const message = await viewOf(tx, messageId);
    const topics = await tellChange(tx, found, args, message);
    const by = { memberId, name: found.room.name };
    const { room_id: roomId } = found.room;
    if (isOn) await notifyOfReaction(tx, { roomId, message, by, emoji, topics });
    return { done };
  },
});
