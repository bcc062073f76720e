import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chatEvents,
  memberTopic,
  roomTopic,
  type ChatRoomView,
  type RoomsQuery,
} from '../chat/schema.ts';
import { earsOf, type OpenChat } from './open-chat.ts';

const page = { page: 1, per_page: 100 };
const active: RoomsQuery = { ...page, status: 'active' };

/** What the life of a room promises, on whatever engine. */
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

    const { actor, heard, events } = earsOf(() => at);
    const listed = async (memberId: number, status = active): Promise<string[]> =>
      (await at.chat.listRooms(memberId, status)).records.map(({ uuid }) => uuid);
    const room = (memberId: number, uuid: string): Promise<ChatRoomView> =>
      at.chat.findRoom(memberId, uuid);

    describe('C9 the life of a room', () => {
      it('calls a group without a name by whom it is made with, as far as there is room', async () => {
        const made = (community_member_ids: readonly number[]): Promise<ChatRoomView> =>
          at.chat.createRoom(ada, { chat_room: { kind: 'group_chat', community_member_ids } });
        expect(await made([])).toMatchObject({ chat_room_name: 'Ada' });
        const some = await made([cyd, bob]);
        expect(some).toMatchObject({ chat_room_name: 'Ada, Cyd, Bob' });
        const long = await at.member('L'.repeat(80));
        const { chat_room_name } = await made([long]);
        expect(chat_room_name).toBe(`Ada, ${'L'.repeat(74)}…`);
      });

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
  });
}
