import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grants, Refusal } from '@parley/hub';
import { forgetRooms, tellLargeRooms } from '../chat/room-jobs.ts';
import { memberTopic, roomTopic, threadsTopic } from '../chat/schema.ts';
import { chatAliases, chatTopics } from '../chat/topics.ts';
import type { OpenChat } from './open-chat.ts';

const END = Number.MAX_SAFE_INTEGER;

/** Who gets into rooms, what they may read there, and how that ends, on whatever engine. */
export function roomRightsSuite(
  name: string,
  open: (options?: { readonly fanoutLimit?: number }) => Promise<OpenChat>,
): void {
  describe(name, () => {
    let at: OpenChat;
    let ada: number;
    let bob: number;
    let cyd: number;
    beforeAll(async () => {
      at = await open({ fanoutLimit: 4 });
      ada = await at.member('Ada');
      bob = await at.member('Bob');
      cyd = await at.member('Cyd');
    });
    afterAll(() => at.close());

    const may = async (memberId: number, topic: string): Promise<Grants | Refusal> => {
      const profile = { memberId, name: '', role: 'member', color: '' };
      const principal = { memberId, profile, credential: 'session:1' };
      for (const { pattern, rule } of chatTopics(at.db)) {
        const [start = '', end = ''] = pattern.split(/\{\w+\}/u);
        if (!topic.startsWith(start) || !topic.endsWith(end)) continue;
        const part = topic.slice(start.length, topic.length - end.length);
        return rule({ principal, topic, params: { uuid: part, id: part } });
      }
      throw new Error(`no rule for ${topic}`);
    };
    const leave = async (memberId: number, uuid: string): Promise<void> => {
      const own = (await at.chat.findRoom(memberId, uuid)).current_participant?.id ?? 0;
      await at.chat.removeParticipant(memberId, uuid, own);
    };
    const internal = async (topic: string): Promise<unknown[]> => {
      const read = await at.db.log.read({ topic, limit: 1000, internal: true, after: 0 });
      return read.messages
        .filter((one) => one.internal && one.event === 'parley.removed')
        .map(({ payload, position }) => [JSON.parse(payload), position.offset]);
    };

    describe('C7 what is not theirs', () => {
      it("keeps others off a member's own topics, and everybody from publishing there", async () => {
        for (const topic of [memberTopic(ada), threadsTopic(ada)]) {
          expect(await may(ada, topic)).toMatchObject({ publish: false, history: true });
          expect(await may(bob, topic)).toMatchObject({ refused: 'forbidden' });
        }
        expect(await may(bob, 'community')).toMatchObject({ publish: false, history: true });
      });

      it('answers for a room that is not there as for one that is not theirs', async () => {
        const uuid = await at.room([ada]);
        const missing = await may(bob, roomTopic('00000000-0000-4000-8000-000000000000'));
        expect(missing).toMatchObject({ refused: 'forbidden' });
        expect(await may(bob, roomTopic(uuid))).toEqual(missing);
        expect(await may(bob, roomTopic('a\u0000b'))).toEqual(missing);
        await expect(at.chat.findRoom(bob, uuid)).rejects.toMatchObject({ code: 'not_found' });
        await expect(at.chat.markRoomRead(bob, uuid)).rejects.toMatchObject({ code: 'not_found' });
        expect(await may(ada, roomTopic(uuid))).toMatchObject({ publish: true, whisper: true });
      });

      it('ends delivery at the place of the leaving in the order', async () => {
        const uuid = await at.room([ada, bob]);
        await at.say(bob, uuid, 'still here');
        await leave(bob, uuid);
        expect(await internal(roomTopic(uuid))).toEqual([[{ memberId: bob }, 2]]);
        expect(await may(bob, roomTopic(uuid))).toMatchObject({ refused: 'forbidden' });
        await expect(at.say(bob, uuid, 'gone')).rejects.toMatchObject({ code: 'not_found' });
        const since = at.mark();
        await at.say(ada, uuid, 'without you');
        expect(at.on(memberTopic(bob), since)).toEqual([]);
      });

      it('finds a room by its other name, while it is there', async () => {
        const uuid = await at.room([ada]);
        const { id } = await at.chat.findRoom(ada, uuid);
        const alias = (params: Readonly<Record<string, string>>): unknown =>
          chatAliases(at.db)[0]?.alias(params);
        expect(await alias({ id: String(id) })).toBe(roomTopic(uuid));
        expect(await alias({ id: 'channel-7' })).toBeUndefined();
        await at.chat.deleteRoom({ memberId: ada, isAdministrator: false }, uuid);
        expect(await alias({ id: String(id) })).toBeUndefined();
      });
    });

    describe('what a newcomer may read', () => {
      it('is what came after, where history is not shown: in the log, the list and the counts', async () => {
        const uuid = await at.room([ada], { show_history: false });
        const before = await at.say(ada, uuid, 'before');
        await at.chat.updateRoom({ memberId: ada, isAdministrator: false }, uuid, {
          pinned_message_id: before,
        });
        await at.chat.addParticipants(ada, uuid, [bob]);
        expect(await at.chat.findRoom(bob, uuid)).toMatchObject({
          last_message: null,
          pinned_message: null,
          unread_messages_count: 0,
        });
        expect(await may(bob, roomTopic(uuid))).toMatchObject({
          readable: [{ from: 3, to: END }],
          guard: { unit: 'chat.guardRoom', args: { uuid, memberId: bob } },
        });
        const since = at.mark();
        await at.chat.updateRoom({ memberId: ada, isAdministrator: false }, uuid, { name: 'New' });
        const told = (topic: string): unknown => at.on(topic, since)[0]?.payload['pinned_message'];
        expect(told(memberTopic(ada))).toMatchObject({ id: before });
        expect(told(memberTopic(bob))).toBeNull();
        expect(told(roomTopic(uuid))).toBeNull();
        await at.say(ada, uuid, 'after');
        expect(await at.chat.findRoom(bob, uuid)).toMatchObject({
          last_message: { body: 'after' },
          unread_messages_count: 1,
        });
        expect(await may(ada, roomTopic(uuid))).not.toHaveProperty('readable');
      });

      it('is what they were there for, for one who left and came back', async () => {
        const uuid = await at.room([ada, bob], { show_history: false });
        await at.say(ada, uuid, 'one');
        await at.say(bob, uuid, 'two');
        await leave(bob, uuid);
        await at.say(ada, uuid, 'four');
        await at.chat.addParticipants(ada, uuid, [bob]);
        // 1 and 2 said, 3 the removal, 4 said without them.
        expect(await may(bob, roomTopic(uuid))).toMatchObject({
          readable: [
            { from: 1, to: 2 },
            { from: 5, to: END },
          ],
        });
        expect((await at.chat.findRoom(bob, uuid)).last_message?.body).toBe('two');
      });
    });

    describe('a pinned message', () => {
      it('is told in a direct room to each by the name of the other', async () => {
        const { uuid } = await at.chat.createRoom(ada, {
          chat_room: { kind: 'direct', community_member_ids: [bob] },
        });
        const id = await at.say(bob, uuid, 'The address');
        const since = at.mark();
        const actor = { memberId: bob, isAdministrator: false };
        await at.chat.updateRoom(actor, uuid, { pinned_message_id: id });
        for (const [topic, called] of [
          [memberTopic(ada), 'Bob'],
          [memberTopic(bob), 'Ada'],
          [roomTopic(uuid), ''],
        ] as const) {
          expect(at.on(topic, since)).toMatchObject([
            {
              event: 'chatRoomUpdated',
              payload: { chat_room_name: called, pinned_message: { id } },
            },
          ]);
        }
      });

      it('is unpinned when it is deleted, and its words leave every event that quoted it', async () => {
        const uuid = await at.room([ada, bob]);
        const words = 'pinned-words-to-be-unsaid';
        const id = await at.say(ada, uuid, words);
        const actor = { memberId: ada, isAdministrator: false };
        await at.chat.updateRoom(actor, uuid, { pinned_message_id: id });
        await at.chat.addParticipants(ada, uuid, [cyd]);
        await at.chat.updateRoom(actor, uuid, { name: 'Renamed' });
        const since = at.mark();
        await at.chat.deleteMessage(actor, uuid, id);
        expect(at.on(memberTopic(cyd), since)).toMatchObject([
          { event: 'chatRoomUpdated', payload: { uuid, pinned_message: null } },
        ]);
        expect(await at.chat.findRoom(bob, uuid)).toMatchObject({
          pinned_message: null,
          last_message: null,
        });
        for (const topic of [roomTopic(uuid), ...[ada, bob, cyd].map(memberTopic)]) {
          const stored = await at.stored(topic);
          expect(JSON.stringify(stored)).not.toContain(words);
          const told = stored.filter(
            ({ event, payload }) => event === 'chatRoomUpdated' && payload['uuid'] === uuid,
          );
          expect(told.length).toBeGreaterThan(0);
          for (const { payload } of told) {
            expect(payload).toMatchObject({ chat_room_name: 'Renamed', pinned_message: null });
          }
        }
      });
    });

    describe('a deleted room', () => {
      it('is out of reach at once, and what was said in it is forgotten', async () => {
        const uuid = await at.room([ada, bob], { name: 'Doomed' });
        const words = 'a-secret-of-the-doomed-room';
        const id = await at.say(ada, uuid, words);
        await at.say(bob, uuid, `${words} replied`, id);
        await at.chat.updateRoom({ memberId: ada, isAdministrator: false }, uuid, {
          pinned_message_id: id,
        });
        await at.chat.addParticipants(ada, uuid, [cyd]);
        const since = at.mark();
        const refused = at.chat.deleteRoom({ memberId: bob, isAdministrator: true }, uuid);
        await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
        await at.chat.deleteRoom({ memberId: ada, isAdministrator: false }, uuid);
        for (const memberId of [ada, bob, cyd]) {
          expect(at.on(memberTopic(memberId), since).map(({ event }) => event)).toEqual([
            'chatRoomDeleted',
          ]);
          expect(await may(memberId, roomTopic(uuid))).toMatchObject({ refused: 'forbidden' });
        }
        expect((await internal(roomTopic(uuid))).at(-1)).toEqual([
          { memberId: null },
          expect.any(Number),
        ]);
        const not = { code: 'not_found' };
        await expect(at.chat.findRoom(ada, uuid)).rejects.toMatchObject(not);
        await expect(at.say(ada, uuid, 'hello?')).rejects.toMatchObject(not);
        await expect(at.chat.findMessage(ada, uuid, id)).rejects.toMatchObject(not);
        await forgetRooms(at.db);
        const topics = [
          roomTopic(uuid),
          ...[ada, bob, cyd].flatMap((one) => [
            memberTopic(one),
            threadsTopic(one),
            `notification-channel-${one}`,
          ]),
        ];
        for (const topic of topics) {
          expect(JSON.stringify(await at.stored(topic))).not.toContain(words);
        }
        const query = { query: words, page: 1, per_page: 20 };
        expect((await at.chat.searchMessages(ada, query)).count).toBe(0);
        // Another run finds nothing to do.
        await forgetRooms(at.db);
      });

      it('is what a private room becomes that nobody is in any more', async () => {
        const uuid = await at.room([ada]);
        await leave(ada, uuid);
        expect((await internal(roomTopic(uuid))).at(-1)).toEqual([
          { memberId: null },
          expect.any(Number),
        ]);
      });
    });

    describe('a room above the fan-out limit', () => {
      it('tells its participants of messages together, each once, in rounds', async () => {
        const others = await Promise.all(['Gus', 'Hal', 'Ida', 'Joy'].map((one) => at.member(one)));
        const uuid = await at.room([ada, bob, ...others], { name: 'Large' });
        const since = at.mark();
        await at.say(ada, uuid, 'one');
        await at.say(ada, uuid, 'two');
        expect(at.on(memberTopic(bob), since)).toEqual([]);
        // Two nodes at once.
        const round = { fanoutLimit: 4 };
        await Promise.all([tellLargeRooms(at.db, round), tellLargeRooms(at.db, round)]);
        await tellLargeRooms(at.db);
        for (const memberId of [ada, bob, ...others]) {
          expect(at.on(memberTopic(memberId), since)).toMatchObject([
            { event: 'chatRoomUpdated', payload: { uuid, chat_room_name: 'Large' } },
          ]);
        }
        expect((await at.chat.findRoom(bob, uuid)).unread_messages_count).toBe(2);
        const later = at.mark();
        await at.chat.deleteRoom({ memberId: ada, isAdministrator: false }, uuid);
        expect(at.on(memberTopic(bob), later)).toEqual([]);
        await tellLargeRooms(at.db);
        expect(at.on(memberTopic(bob), later).map(({ event }) => event)).toEqual([
          'chatRoomDeleted',
        ]);
      });
    });
  });
}
