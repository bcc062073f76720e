import { defineUnit, type Unit } from '@parley/store';
import { threadsTopic } from '../schema.ts';
import { tell } from '../tell.ts';
import { isThreadOf, newestReply, readThread } from '../thread-repository.ts';
import { refuse, type Done, type Refused } from './refused.ts';

/** Marks a thread as read up to its newest reply, and tells the member's devices. */
export const markThreadReadUnit: Unit<{ memberId: number; threadId: number }, Done | Refused> =
  defineUnit({
    name: 'chat.markThreadRead',
    topic: ({ memberId }) => threadsTopic(memberId),
    run: async (tx, { memberId, threadId }) => {
      if (!(await isThreadOf(tx.db, threadId, memberId))) return refuse('not_found');
      const newest = await newestReply(tx.db, threadId);
      const done = await readThread(tx.db, threadId, memberId, newest);
      if (done) {
        const payload = { chat_thread_id: threadId };
        tell(tx, [threadsTopic(memberId)], 'chatThreadRead', payload, { memberId });
      }
      return { done };
    },
  });
