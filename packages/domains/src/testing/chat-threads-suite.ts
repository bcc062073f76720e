import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberTopic, roomTopic, threadsTopic } from '../chat/schema.ts';
import { window } from './chat-messages-suite.ts';
import type { OpenChat } from './open-chat.ts';

const page = { page: 1, per_page: 20 };

/** What chat promises of threads, on whatever engine. */
export function chatThreadsSuite(name: string, open: () => Promise<OpenChat>): void {
  describe(name, () => {
    let at: OpenChat;
    let ada: number;
    let bob: number;
    let cyd: number;
    let dan: number;
    beforeAll(async () => {
      at = await open();
      ada = await at.member('Ada');
      bob = await at.member('Bob');
      cyd = await at.member('Cyd');
      dan = await at.member('Dan');
    });
    afterAll(() => at.close());

    const thread = async (): Promise<{ uuid: string; parent: number; replies: number[] }> => {
      const uuid = await at.room([ada, bob, cyd, dan]);
      const parent = await at.say(ada, uuid, 'Who brings what?');
      at.clock.advance(10);
      const replies = [await at.say(bob, uuid, 'Bread', parent)];
      at.clock.advance(10);
      replies.push(await at.say(cyd, uuid, 'Cheese', parent));
      return { uuid, parent, replies };
    };
    const events = (topic: string, since: number): string[] =>
      at.on(topic, since).map(({ event }) => event);
    const mine = async (member: number, parent: number): Promise<number> => {
      const { records } = await at.chat.listThreads(member, page);
      return records.find((one) => one.parent_message.id === parent)?.id ?? 0;
    };

    describe('C10 threads', () => {
      it('shows ids, counts and faces on the parent and on the replies', async () => {
        const { uuid, parent, replies } = await thread();
        const top = await at.chat.findMessage(dan, uuid, parent);
        expect(top).toMatchObject({
          parent_message_id: null,
          replies_count: 2,
          chat_thread_replies_count: 2,
          total_thread_participants_count: 3,
          chat_thread_id: expect.any(Number),
        });
        expect(top.thread_participants_preview.map(({ name }) => name)).toEqual([
          'Ada',
          'Bob',
          'Cyd',
        ]);
        const reply = await at.chat.findMessage(dan, uuid, replies[1] ?? 0);
        expect(reply).toMatchObject({
          parent_message_id: parent,
          chat_thread_id: top.chat_thread_id,
          replies_count: 0,
          chat_thread_replies_count: 2,
        });
        // The top level of the room, and the replies on their own.
        const { records } = await at.chat.messageWindow(dan, uuid, window());
        expect(records.map(({ id }) => id)).toEqual([parent]);
        const below = await at.chat.messageWindow(dan, uuid, {
          ...window(),
          parent_message_id: parent,
        });
        expect(below.records.map(({ id }) => id)).toEqual(replies);
        expect(below.total_count).toBe(2);
      });

      it('tells the new counts with the reply, and as a change of the parent in the room', async () => {
        const { uuid, parent, replies } = await thread();
        const lines = at.on(roomTopic(uuid));
        const told = lines.filter(
          ({ event, payload }) => event === 'updatedMessage' && payload['id'] === parent,
        );
        expect(told.map(({ payload }) => payload['replies_count'])).toEqual([1, 2]);
        const [second] = lines.filter(({ payload }) => payload['id'] === replies[1]);
        expect(second?.payload).toMatchObject({ chat_thread_replies_count: 2 });
      });

      it('keeps a reply to a reply in the same thread', async () => {
        const { uuid, parent, replies } = await thread();
        const { message } = await at.chat.send({ memberId: dan }, uuid, {
          body: 'Knives',
          parent_message_id: replies[0],
        });
        expect(message.parent_message_id).toBe(parent);
        expect((await at.chat.findMessage(ada, uuid, parent)).replies_count).toBe(3);
      });

      it('tells edits and deletes to those in the thread, the parent with its lowered counts', async () => {
        const { uuid, parent, replies } = await thread();
        const since = at.mark();
        await at.chat.editMessage(bob, uuid, replies[0] ?? 0, { body: 'Rye bread' });
        await at.chat.deleteMessage(
          { memberId: cyd, isAdministrator: false },
          uuid,
          replies[1] ?? 0,
        );
        for (const member of [ada, bob, cyd]) {
          expect(events(threadsTopic(member), since)).toEqual(['updatedMessage', 'deletedMessage']);
        }
        expect(events(threadsTopic(dan), since)).toEqual([]);
        const [gone] = at.on(threadsTopic(ada), since).slice(1);
        expect(gone?.payload).toMatchObject({
          id: replies[1],
          parent_message: { id: parent, replies_count: 1, body: 'Who brings what?' },
        });
        expect(events(memberTopic(ada), since)).toEqual([]);
      });

      it('takes the text of a parent back from what was told of its deleted replies', async () => {
        const uuid = await at.room([ada, bob, cyd]);
        const parent = await at.say(ada, uuid, 'What is the magic word?');
        const gone = await at.say(bob, uuid, 'xyzzy', parent);
        const kept = await at.say(cyd, uuid, 'please', parent);
        const by = (memberId: number, id: number): Promise<void> =>
          at.chat.deleteMessage({ memberId, isAdministrator: false }, uuid, id);
        await by(bob, gone);
        const told = at.on(roomTopic(uuid)).find(({ event }) => event === 'deletedMessage');
        expect(JSON.stringify(told)).toContain('magic word');
        await by(ada, parent);
        for (const topic of [
          roomTopic(uuid),
          threadsTopic(ada),
          threadsTopic(bob),
          threadsTopic(cyd),
        ]) {
          const held = JSON.stringify(await at.stored(topic));
          expect(held.includes('xyzzy')).toBe(false);
          expect(held.includes('magic word')).toBe(false);
        }
        // Replies stay where they are.
        expect(await at.chat.findMessage(cyd, uuid, kept)).toMatchObject({ body: 'please' });
        await expect(at.say(cyd, uuid, 'Too late', parent)).rejects.toMatchObject({
          code: 'not_found',
        });
      });

      it('lets those mentioned in a reply take part', async () => {
        const { uuid, parent } = await thread();
        const since = at.mark();
        await at.chat.send({ memberId: ada }, uuid, {
          parent_message_id: parent,
          rich_text_body: {
            body: {
              type: 'doc',
              content: [
                {
                  type: 'paragraph',
                  content: [
                    { type: 'mention', attrs: { id: dan, label: 'Dan' } },
                    { type: 'text', text: ' and you?' },
                  ],
                },
              ],
            },
          },
        });
        expect(events(threadsTopic(dan), since)).toEqual(['newMessage']);
        const id = await mine(dan, parent);
        expect(await at.chat.findThread(dan, id)).toMatchObject({ unread_messages_count: 1 });
      });

      it('lists threads with what is new in them, until they are read on any device', async () => {
        const { uuid, parent, replies } = await thread();
        const id = await mine(ada, parent);
        expect(await at.chat.findThread(ada, id)).toMatchObject({
          chat_room_uuid: uuid,
          chat_room_name: 'Room',
          unread_messages_count: 2,
          replies_count: 2,
          last_reply: { id: replies[1], body: 'Cheese' },
        });
        expect((await at.chat.unreadThreads(ada)).chat_threads).toContain(id);
        const since = at.mark();
        await at.chat.markThreadRead(ada, id);
        expect(
          at.on(threadsTopic(ada), since).map(({ event, payload }) => [event, payload]),
        ).toEqual([['chatThreadRead', { chat_thread_id: id }]]);
        expect(at.mark()).toBe(since + 1);
        expect((await at.chat.unreadThreads(ada)).chat_threads).not.toContain(id);
        // Nobody's own words are new to them.
        expect((await at.chat.unreadThreads(cyd)).chat_threads).not.toContain(id);
        await at.say(ada, uuid, 'Thanks', parent);
        expect(await at.chat.findThread(ada, id)).toMatchObject({ unread_messages_count: 0 });
        expect((await at.chat.unreadThreads(cyd)).chat_threads).toContain(id);
        await expect(at.chat.markThreadRead(dan, id)).rejects.toMatchObject({ code: 'not_found' });
        await expect(at.chat.findThread(dan, id)).rejects.toMatchObject({ code: 'not_found' });
      });

      it('ends for those who leave the room', async () => {
        const { uuid, parent } = await thread();
        const id = await mine(cyd, parent);
        const { records } = await at.chat.listParticipants(cyd, uuid, page);
        const hers = records.find((one) => one.community_member_id === cyd)?.id ?? 0;
        await at.chat.removeParticipant(cyd, uuid, hers);
        const since = at.mark();
        await at.say(bob, uuid, 'Is Cyd gone?', parent);
        expect(events(threadsTopic(cyd), since)).toEqual([]);
        await expect(at.chat.findThread(cyd, id)).rejects.toMatchObject({ code: 'not_found' });
        expect(await mine(cyd, parent)).toBe(0);
      });

      it('begins one thread however many reply first at once', async () => {
        const uuid = await at.room([ada, bob, cyd, dan]);
        const parent = await at.say(ada, uuid, 'First!');
        await Promise.all([bob, cyd, dan, ada].map((member) => at.say(member, uuid, 'Me', parent)));
        const top = await at.chat.findMessage(ada, uuid, parent);
        expect(top).toMatchObject({ replies_count: 4, total_thread_participants_count: 4 });
        const below = await at.chat.messageWindow(ada, uuid, {
          ...window(),
          parent_message_id: parent,
        });
        expect(new Set(below.records.map((one) => one.chat_thread_id))).toEqual(
          new Set([top.chat_thread_id]),
        );
      });
    });
  });
}
