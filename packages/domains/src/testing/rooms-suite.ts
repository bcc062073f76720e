import type { Database } from '@parley/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChat } from '../chat/index.ts';
import {
  chatEvents,
  memberTopic,
  roomTopic,
  type ChatRoomView,
  type RoomsQuery,
} from '../chat/schema.ts';
import type { OpenChat } from './open-chat.ts';

const page = { page: 1, per_page: 100 };
const active: RoomsQuery = { ...page, status: 'active' };

/** What rooms promise, on whatever engine. */
export function roomsSuite(name: string, open: () => Promise<OpenChat>): void {
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

    const actor = (
      memberId: number,
      isAdministrator = false,
    ): { memberId: number; isAdministrator: boolean } => ({
      memberId,
      isAdministrator,
    });
    const heard = (memberId: number, since: number): [string, unknown][] =>
      at.on(memberTopic(memberId), since).map(({ event, payload }) => [event, payload]);
    const events = (topic: string, since: number): string[] =>
      at.on(topic, since).map(({ event }) => event);
    const listed = async (memberId: number, status = active): Promise<string[]> =>
      (await at.chat.listRooms(memberId, status)).records.map(({ uuid }) => uuid);
    const room = (memberId: number, uuid: string): Promise<ChatRoomView> =>
      at.chat.findRoom(memberId, uuid);

    describe('direct conversations', () => {
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
        expect(heard(bob, since).map(([event]) => event)).toEqual([
          'chatRoomCreated',
          'newMessage',
        ]);
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

    describe('C9 the life of a room', () => {
      it('tells each participant of a new room as they see it', async () => {
        const since = at.mark();
        const uuid = await at.room([ada, bob], { name: 'Plans' });
        for (const [memberId, other] of [
          [ada, 'Bob'],
          [bob, 'Ada'],
        ] as const) {
          const [[event, payload] = []] = heard(memberId, since);
          expect(event).toBe('chatRoomCreated');
          expect(payload).toEqual(await room(memberId, uuid));
          expect(chatEvents.chatRoomCreated.schema.safeParse(payload).success).toBe(true);
          expect(payload).toMatchObject({
            unread_messages_count: 0,
            chat_room_name: 'Plans',
            current_participant: { community_member_id: memberId },
            other_participants_preview: [{ name: other }],
          });
        }
        expect(heard(cyd, since)).toEqual([]);
      });

      it('tells everybody in it, and the room, what changed, and nothing of what did not', async () => {
        const uuid = await at.room([ada, bob], { name: 'Old' });
        const id = await at.say(bob, uuid, 'Remember this');
        const since = at.mark();
        await at.chat.updateRoom(actor(ada), uuid, { name: 'New', description: 'Now' });
        await at.chat.updateRoom(actor(ada), uuid, { name: 'New' });
        await at.chat.updateRoom(actor(ada), uuid, { pinned_message_id: id });
        await at.chat.updateRoom(actor(ada), uuid, { show_history: false });
        const changes = [
          { chat_room_name: 'New', chat_room_description: 'Now', pinned_message: null },
          { chat_room_name: 'New', pinned_message: { id, body: 'Remember this' } },
          { chat_room_show_history: false, pinned_message: { id } },
        ];
        for (const topic of [roomTopic(uuid), memberTopic(ada), memberTopic(bob)]) {
          expect(
            at.on(topic, since).map(({ event, payload }) => ({ event, payload })),
          ).toMatchObject(changes.map((payload) => ({ event: 'chatRoomUpdated', payload })));
        }
        const refused = at.chat.updateRoom(actor(bob), uuid, { name: 'Mine' });
        await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
        const missing = at.chat.updateRoom(actor(ada), uuid, { pinned_message_id: 999_999 });
        await expect(missing).rejects.toMatchObject({ code: 'not_found' });
      });

      it('tells only the acting member of reads and pins', async () => {
        const uuid = await at.room([ada, bob]);
        const { id } = await room(bob, uuid);
        await at.say(ada, uuid, 'One');
        const last = await at.say(ada, uuid, 'Two');
        expect((await room(bob, uuid)).unread_messages_count).toBe(2);
        expect((await at.chat.unreadRooms(bob)).chat_rooms).toContain(uuid);
        const since = at.mark();
        await at.chat.markRoomRead(bob, uuid);
        await at.chat.markRoomRead(bob, uuid);
        await at.chat.pinRoom(bob, uuid);
        await at.chat.pinRoom(bob, uuid);
        expect(await room(bob, uuid)).toMatchObject({
          unread_messages_count: 0,
          current_participant: { pinned_at: expect.any(String), last_read_message_id: last },
        });
        expect((await listed(bob))[0]).toBe(uuid);
        await at.chat.unpinRoom(bob, uuid);
        expect(heard(bob, since)).toMatchObject([
          ['chatRoomRead', { chat_room_uuid: uuid }],
          ['chatRoomPinned', { chat_room_id: id, pinned_at: expect.any(String) }],
          ['chatRoomUpdated', { uuid }],
          ['chatRoomUnPinned', { chat_room_id: id }],
        ]);
        expect(heard(ada, since)).toEqual([]);
        expect(events(roomTopic(uuid), since)).toEqual([]);
        expect((await at.chat.unreadRooms(bob)).chat_rooms).not.toContain(uuid);
      });

      it('tells those who are added and removed, and gives the room an heir', async () => {
        const uuid = await at.room([ada, bob]);
        await at.say(ada, uuid, 'Before');
        at.clock.advance(10);
        const since = at.mark();
        await at.chat.addParticipants(ada, uuid, [cyd, bob]);
        expect(heard(cyd, since)).toMatchObject([
          ['chatRoomCreated', { uuid, unread_messages_count: 0, last_message: { body: 'Before' } }],
        ]);
        expect(heard(bob, since)).toEqual([]);
        const own = (await room(ada, uuid)).current_participant?.id ?? 0;
        await at.chat.removeParticipant(ada, uuid, own);
        expect(heard(ada, since)).toEqual([['chatRoomDeleted', { chat_room_uuid: uuid }]]);
        expect(events(memberTopic(bob), since)).toEqual(['chatRoomUpdated']);
        expect((await room(bob, uuid)).current_participant?.admin).toBe(true);
      });

      it('lets owners name owners, and everybody mute and put away their own', async () => {
        const uuid = await at.room([ada, bob]);
        const mine = (await room(ada, uuid)).current_participant?.id ?? 0;
        const his = (await room(bob, uuid)).current_participant?.id ?? 0;
        const forbidden = { code: 'forbidden' };
        const update: typeof at.chat.updateParticipant = (...args) =>
          at.chat.updateParticipant(...args);
        await expect(update(bob, uuid, his, { admin: true })).rejects.toMatchObject(forbidden);
        await expect(update(ada, uuid, his, { muted: true })).rejects.toMatchObject(forbidden);
        await expect(update(ada, uuid, mine, { admin: false })).rejects.toMatchObject(forbidden);
        const since = at.mark();
        expect(await update(ada, uuid, his, { admin: true })).toMatchObject({
          id: his,
          admin: true,
        });
        expect(events(memberTopic(bob), since)).toEqual(['chatRoomUpdated']);
        await update(bob, uuid, his, { archived: true });
        expect(await listed(bob)).not.toContain(uuid);
        expect(await listed(bob, { ...page, status: 'archived' })).toContain(uuid);
        await at.say(ada, uuid, 'Come back');
        expect(await listed(bob)).toContain(uuid);
        await update(bob, uuid, his, { archived: true, muted: true });
        await at.say(ada, uuid, 'Hello?');
        expect(await listed(bob)).not.toContain(uuid);
        expect((await at.chat.unreadRooms(bob)).chat_rooms).not.toContain(uuid);
      });

      it('says nothing of embedded rooms where the table says so', async () => {
        const since = at.mark();
        const uuid = await at.room([ada, bob], { kind: 'embedded', name: 'Lesson 1' });
        await at.chat.updateRoom(actor(ada), uuid, { name: 'Lesson one' });
        await at.say(bob, uuid, 'A question');
        await expect(at.chat.pinRoom(ada, uuid)).rejects.toMatchObject({ code: 'forbidden' });
        await at.chat.markRoomRead(ada, uuid);
        expect(events(memberTopic(ada), since)).toEqual(['chatRoomRead']);
        expect(events(memberTopic(bob), since)).toEqual([]);
        expect(events('community', since)).toEqual([]);
        expect(events(roomTopic(uuid), since)).toEqual(['chatRoomUpdated', 'newMessage']);
        expect(await listed(ada)).not.toContain(uuid);
        await at.chat.deleteRoom(actor(ada), uuid);
        expect(events(memberTopic(bob), since)).toEqual(['chatRoomDeleted']);
      });

      it('lets everybody follow open rooms', async () => {
        const since = at.mark();
        const uuid = await at.room([ada], { access: 'open', name: 'Yard' });
        await at.chat.updateRoom(actor(cyd, true), uuid, { name: 'Garden' });
        expect(await room(bob, uuid)).toMatchObject({ current_participant: null });
        expect(await listed(bob)).not.toContain(uuid);
        expect(await listed(bob, { ...page, status: 'open' })).toContain(uuid);
        await at.chat.addParticipants(bob, uuid, [bob]);
        await expect(at.chat.addParticipants(bob, uuid, [cyd])).rejects.toMatchObject({
          code: 'forbidden',
        });
        expect(await listed(bob)).toContain(uuid);
        await at.chat.deleteRoom(actor(cyd, true), uuid);
        const told = at.on('community', since).map(({ event, payload }) => ({ event, payload }));
        expect(told).toMatchObject([
          { event: 'chatRoomCreated', payload: { uuid, current_participant: null } },
          { event: 'chatRoomUpdated', payload: { uuid, chat_room_name: 'Garden' } },
          { event: 'chatRoomDeleted', payload: { chat_room_uuid: uuid } },
        ]);
      });
    });

    it('lists pinned rooms first, then the lately active, by pages', async () => {
      const me = await at.member('Fay');
      const uuids: string[] = [];
      for (const name of ['a', 'b', 'c', 'd']) {
        at.clock.advance(1000);
        uuids.push(await at.room([me, ada], { name }));
      }
      const [a = '', b = '', c = '', d = ''] = uuids;
      at.clock.advance(1000);
      await at.say(ada, b, 'news');
      await at.chat.pinRoom(me, a);
      const first = await at.chat.listRooms(me, { ...active, per_page: 3 });
      expect(first.records.map(({ uuid }) => uuid)).toEqual([a, b, d]);
      expect(first).toMatchObject({ count: 4, page_count: 2, has_next_page: true, page: 1 });
      expect(first.records[1]).toMatchObject({
        unread_messages_count: 1,
        last_message: { body: 'news' },
      });
      const second = await at.chat.listRooms(me, { ...active, per_page: 3, page: 2 });
      expect(second.records.map(({ uuid }) => uuid)).toEqual([c]);
      expect(second.has_next_page).toBe(false);
    });

    it('adds one who is there already without a trace, however many ask at once', async () => {
      const uuid = await at.room([ada]);
      const since = at.mark();
      await Promise.all([1, 2, 3, 4].map(() => at.chat.addParticipants(ada, uuid, [bob])));
      expect(events(memberTopic(bob), since)).toEqual(['chatRoomCreated']);
      expect((await room(ada, uuid)).chat_room_participants_count).toBe(2);
      const before = at.mark();
      const bad = at.chat.addParticipants(ada, uuid, [cyd, 999_999]);
      await expect(bad).rejects.toMatchObject({ code: 'not_found' });
      expect(events(memberTopic(cyd), before)).toEqual([]);
      const people = await at.chat.listParticipants(bob, uuid, page);
      expect(people).toMatchObject({
        count: 2,
        records: [{ name: 'Ada', admin: true }, { name: 'Bob' }],
      });
    });

    it('ends as it was told last, when one is added and removed by many at once', async () => {
      const uuid = await at.room([ada, cyd]);
      const since = at.mark();
      const add = (): Promise<void> => at.chat.addParticipants(ada, uuid, [bob]);
      const remove = async (): Promise<void> => {
        const { records } = await at.chat.listParticipants(ada, uuid, page);
        const his = records.find(({ community_member_id }) => community_member_id === bob);
        // Who comes too late removes nobody.
        if (his !== undefined) await at.chat.removeParticipant(ada, uuid, his.id).catch(() => {});
      };
      await Promise.all([1, 2, 3, 4, 5, 6].flatMap(() => [add(), remove()]));
      const told = events(memberTopic(bob), since);
      expect(told).toEqual(
        told.map((_, index) => (index % 2 === 0 ? 'chatRoomCreated' : 'chatRoomDeleted')),
      );
      const isIn = told.at(-1) === 'chatRoomCreated';
      const { records } = await at.chat.listParticipants(ada, uuid, page);
      expect(records.some(({ community_member_id }) => community_member_id === bob)).toBe(isIn);
      const sent = at.mark();
      await at.say(ada, uuid, 'who is here?');
      expect(events(memberTopic(bob), sent)).toEqual(isIn ? ['newMessage'] : []);
    });

    it('moves a read mark forward only, while others write', async () => {
      const uuid = await at.room([ada, bob]);
      const since = at.mark();
      await Promise.all(
        [1, 2, 3, 4, 5, 6].flatMap((index) => [
          at.say(ada, uuid, `line ${index}`),
          at.chat.markRoomRead(bob, uuid),
        ]),
      );
      await at.chat.markRoomRead(bob, uuid);
      const { current_participant, last_message, unread_messages_count } = await room(bob, uuid);
      expect(current_participant?.last_read_message_id).toBe(last_message?.id);
      expect(unread_messages_count).toBe(0);
      const reads = events(memberTopic(bob), since).filter((event) => event === 'chatRoomRead');
      expect(reads.length).toBeGreaterThan(0);
      expect(reads.length).toBeLessThanOrEqual(7);
    });
  });
}
