import { Shapes } from '@parley/hub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatroomMessage, memberTopic, roomTopic, toChatroomMessage } from '../chat/schema.ts';
import { chatShapes } from '../chat/shapes.ts';
import type { OpenChat } from './open-chat.ts';

/** What the social API shows of chat, on whatever engine. */
export function chatConversationsSuite(name: string, open: () => Promise<OpenChat>): void {
  describe(name, () => {
    let at: OpenChat;
    let ada: number;
    let bob: number;
    let cyd: number;
    beforeAll(async () => {
      at = await open();
      ada = await at.member('Ada');
      bob = await at.member('Bob');
      cyd = await at.member('Cyd');
    });
    afterAll(() => at.close());

    const shown = async (memberId: number, uuid: string, each = 20) =>
      (await at.chat.newestMessages(memberId, [uuid], each)).get(uuid)?.map(({ body }) => body);

    it('F1 tells a new message to Socket.IO clients as chatroom, on member topics as well', async () => {
      const shapes = new Shapes();
      for (const shape of chatShapes) shapes.add(shape);
      const uuid = await at.room([ada, bob]);
      const id = await at.say(ada, uuid, 'Hello');
      for (const topic of [roomTopic(uuid), memberTopic(bob), memberTopic(ada)]) {
        const line = at.on(topic).at(-1);
        const told = line && shapes.tell('socket-io', line.at);
        expect(told?.event).toBe('chatroom');
        const message = chatroomMessage.parse(JSON.parse(told?.payload ?? ''));
        expect(message).toEqual({
          id,
          chatroom: uuid,
          sender: { id: ada, username: 'ada', name: 'Ada' },
          content: 'Hello',
          type: 'message',
          date: line?.at.timestamp,
          read: false,
        });
        // As the API answers it.
        expect(toChatroomMessage(await at.chat.findMessage(bob, uuid, id), false)).toEqual(message);
      }
    });

    it('shows the newest of each room, the last one first, as far as one may read', async () => {
      const open = await at.room([ada, bob]);
      const closed = await at.room([ada, bob], { show_history: false });
      for (const text of ['1', '2', '3']) await at.say(ada, open, text);
      const first = await at.say(ada, closed, 'before');
      await at.say(
        bob,
        open,
        'reply',
        (await at.chat.newestMessages(ada, [open], 1)).get(open)?.[0]?.id,
      );
      await at.chat.addParticipants(ada, closed, [cyd]);
      await at.say(bob, closed, 'after');
      expect(await shown(ada, open, 2)).toEqual(['3', '2']);
      expect(await shown(cyd, closed)).toEqual(['after']);
      expect(await shown(ada, closed)).toEqual(['after', 'before']);
      expect(await shown(cyd, open)).toEqual([]);
      const both = await at.chat.newestMessages(ada, [open, closed, 'nothing'], 50);
      expect([...both.values()].map(({ length }) => length)).toEqual([3, 2, 0]);
      expect(await at.chat.newestMessages(ada, [], 20)).toEqual(new Map());
      // Who came later is not told of what was said before.
      expect(await at.chat.audienceOf(first)).toEqual([ada, bob]);
    });

    it('marks messages as read and unread, one by one', async () => {
      const uuid = await at.room([ada, bob]);
      const ids = [await at.say(ada, uuid, '1'), await at.say(ada, uuid, '2')];
      const [one = 0, two = 0] = ids;
      const read = async () => [...(await at.chat.readMessages(ids))].toSorted((a, b) => a - b);
      expect(await read()).toEqual([]);
      // One's own mark tells nothing of the others.
      expect(await at.chat.markMessage(ada, uuid, two, true)).toBe(true);
      expect(await read()).toEqual([]);
      expect(await at.chat.markMessage(bob, uuid, one, true)).toBe(true);
      expect(await read()).toEqual([one]);
      expect(await at.chat.markMessage(bob, uuid, one, true)).toBe(false);
      const mark = at.mark();
      expect(await at.chat.markMessage(bob, uuid, two, true)).toBe(true);
      expect(at.on(memberTopic(bob), mark).map(({ event }) => event)).toEqual(['chatRoomRead']);
      expect(await read()).toEqual([one, two]);
      expect((await at.chat.findRoom(bob, uuid)).unread_messages_count).toBe(0);
      expect(await at.chat.markMessage(bob, uuid, two, false)).toBe(true);
      expect(await read()).toEqual([one]);
      expect((await at.chat.findRoom(bob, uuid)).unread_messages_count).toBe(1);
      expect(await at.chat.markMessage(bob, uuid, two, false)).toBe(false);
      await expect(at.chat.markMessage(cyd, uuid, one, true)).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(at.chat.markMessage(bob, uuid, 999_999, true)).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    it('keeps what a message is, and takes addresses only for pictures and files', async () => {
      const uuid = await at.room([ada, bob]);
      const send = (body: string, message_type: 'image' | 'file' | 'message') =>
        at.chat.send({ memberId: ada }, uuid, { body, message_type });
      const { message } = await send('https://example.com/a.png', 'image');
      const found = await at.chat.findMessage(bob, uuid, message.id);
      expect(found).toMatchObject({ message_type: 'image', body: 'https://example.com/a.png' });
      for (const body of ['javascript:alert(1)', 'data:text/html,x', '//evil.test', 'a b', 'no']) {
        await expect(send(body, 'file')).rejects.toMatchObject({ code: 'invalid' });
        // Nor afterwards.
        await expect(at.chat.editMessage(ada, uuid, message.id, { body })).rejects.toMatchObject({
          code: 'invalid',
        });
      }
      const text = await send('no', 'message');
      expect(await at.chat.findMessage(bob, uuid, text.message.id)).not.toHaveProperty(
        'message_type',
      );
      await at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, message.id);
      const gone = await at.chat.findMessage(bob, uuid, message.id);
      expect(toChatroomMessage(gone, true)).toMatchObject({
        content: 'This message has been deleted',
        type: 'message',
        read: true,
      });
    });

    it('finds the direct room of two, once there is one', async () => {
      const dan = await at.member('Dan');
      expect(await at.chat.findDirectRoom(ada, dan)).toBeUndefined();
      const { uuid } = await at.chat.createRoom(ada, {
        chat_room: { kind: 'direct', community_member_ids: [dan] },
      });
      expect(await at.chat.findDirectRoom(dan, ada)).toBe(uuid);
    });
  });
}
