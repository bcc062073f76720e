import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberTopic, type ChatRoomView, type RoomsQuery } from '../chat/schema.ts';
import { earsOf, type OpenChat } from './open-chat.ts';

const page = { page: 1, per_page: 100 };
const active: RoomsQuery = { ...page, status: 'active' };

/** What rooms promise where many act at once, and their list by pages, on whatever engine. */
export function roomsAtOnceSuite(name: string, open: () => Promise<OpenChat>): void {
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

    const { events } = earsOf(() => at);
    const room = (memberId: number, uuid: string): Promise<ChatRoomView> =>
      at.chat.findRoom(memberId, uuid);

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
