import type { Database } from '@parley/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChat } from '../chat/index.ts';
import { memberTopic, roomTopic, type ChatRoomView } from '../chat/schema.ts';
import { earsOf, type OpenChat } from './open-chat.ts';

/** What the rooms of two promise, and rooms that begin with a message, on whatever engine. */
export function directRoomsSuite(name: string, open: () => Promise<OpenChat>): void {
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

    const { actor, heard, events } = earsOf(() => at);
    const room = (memberId: number, uuid: string): Promise<ChatRoomView> =>
      at.chat.findRoom(memberId, uuid);

    it('are found when there is one, and made once however many ask at a time', async () => {
      const [one, other] = [await at.member('Dora'), await at.member('Emil')];
      const since = at.mark();
      const ask = (from: number, to: number): Promise<ChatRoomView> =>
        at.chat.createRoom(from, { chat_room: { kind: 'direct', community_member_ids: [to] } });
      const found = await Promise.all([
        ...[1, 2, 3, 4].map(() => ask(one, other)),
        ...[1, 2, 3, 4].map(() => ask(other, one)),
      ]);
      expect(new Set(found.map(({ uuid }) => uuid)).size).toBe(1);
      expect((await ask(one, other)).uuid).toBe(found[0]?.uuid);
      expect(events(memberTopic(one), since)).toEqual(['chatRoomCreated']);
      expect(events(memberTopic(other), since)).toEqual(['chatRoomCreated']);
      expect(found[0]).toMatchObject({
        chat_room_kind: 'direct',
        chat_room_access: 'private',
        chat_room_name: 'Emil',
        chat_room_participants_count: 2,
        other_participants_preview: [{ name: 'Emil' }],
        current_participant: { name: 'Dora', admin: true },
      });
      expect((await room(other, found[0]?.uuid ?? '')).chat_room_name).toBe('Dora');
    });

    it('are between two who are there, and stay between them', async () => {
      const direct = (to: number): Promise<ChatRoomView> =>
        at.chat.createRoom(ada, { chat_room: { kind: 'direct', community_member_ids: [to] } });
      await expect(direct(999_999)).rejects.toMatchObject({ code: 'not_found' });
      await expect(direct(ada)).rejects.toMatchObject({
        code: 'invalid',
        message: 'A direct room has exactly one other member.',
      });
      const { uuid } = await direct(bob);
      const forbidden = { code: 'forbidden' };
      await expect(at.chat.addParticipants(ada, uuid, [cyd])).rejects.toMatchObject(forbidden);
      await expect(at.chat.deleteRoom(actor(ada), uuid)).rejects.toMatchObject(forbidden);
      const rename = at.chat.updateRoom(actor(ada), uuid, { name: 'Us' });
      await expect(rename).rejects.toMatchObject(forbidden);
    });

    it('begin with a message, if one is given', async () => {
      const body = {
        type: 'doc',
        content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Hi' }] }],
      };
      const made = await at.chat.createRoom(ada, {
        chat_room: { kind: 'direct', community_member_ids: [cyd], rich_text_body: { body } },
      });
      expect(made.last_message?.body).toBe('Hi');
      expect((await room(cyd, made.uuid)).unread_messages_count).toBe(1);
      const again = await at.chat.createRoom(cyd, {
        chat_room: { kind: 'direct', community_member_ids: [ada], rich_text_body: { body } },
      });
      expect(again.uuid).toBe(made.uuid);
      expect((await room(ada, made.uuid)).unread_messages_count).toBe(1);
    });

    it('are made together with that message, though the server ends after the first write', async () => {
      let writes = 0;
      const { db } = at;
      const ending: Database = {
        engine: db.engine,
        read: db.read,
        log: db.log,
        run: async (unit, args, options) => {
          writes += 1;
          if (writes > 1) throw new Error('the server has ended');
          return db.run(unit, args, options);
        },
        bumpEpochs: (topic) => db.bumpEpochs(topic),
        trim: (topic, offset) => db.trim(topic, offset),
        secret: (key, bytes) => db.secret(key, bytes),
        health: () => db.health(),
        close: () => db.close(),
      };
      const since = at.mark();
      const body = {
        type: 'doc',
        content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Welcome' }] }],
      };
      const { uuid } = await createChat({ ...at.deps, db: ending }).createRoom(ada, {
        chat_room: {
          kind: 'group_chat',
          community_member_ids: [bob],
          rich_text_body: { body },
        },
      });
      expect(writes).toBe(1);
      expect(heard(bob, since).map(([event]) => event)).toEqual(['chatRoomCreated', 'newMessage']);
      const [first] = await at.stored(roomTopic(uuid));
      expect(first).toMatchObject({ event: 'newMessage', payload: { body: 'Welcome' } });
      // It has the place in the order that the room says it has: the next follows it.
      const message = await at.chat.findMessage(bob, uuid, Number(first?.payload['id']));
      expect(message.offset).toBe(first?.at.position.offset);
      await at.say(bob, uuid, 'Thanks');
      expect((await room(ada, uuid)).unread_messages_count).toBe(1);
      expect(
        (await at.stored(roomTopic(uuid))).map(({ at: { position } }) => position.offset),
      ).toEqual([1, 2]);
    });
  });
}
