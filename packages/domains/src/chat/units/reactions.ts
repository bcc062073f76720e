import { defineUnit, type Unit } from '@parley/store';
import { messageLimits } from '../message-limits.ts';
import { countOtherKinds, deleteReaction, insertReaction } from '../reaction-repository.ts';
import { roomTopic } from '../schema.ts';
import { joinOpenRoom } from './join-room.ts';
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
    const { uuid, messageId, memberId, emoji, isOn } = args;
    const reaction = { messageId, memberId, emoji };
    const most = messageLimits.reactionKinds.default;
    if (isOn && (await countOtherKinds(tx.db, messageId, emoji)) >= most) return refuse('too_many');
    // To react is to say something: who only reads an open room comes in by it.
    const isIn = found.room.participant_id !== null;
    if (isOn && !isIn && (await joinOpenRoom(tx, uuid, memberId)) === undefined) {
      return refuse('too_many', 'The room is full.');
    }
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
