import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grants, Refusal } from '@parley/hub';
import { chatTopics } from '../chat/topics.ts';
import type { RoomView } from '../chat/schema.ts';
import type { MemberView } from '../identity/schema.ts';
import { ask, say, type OpenDomains } from './open-domains.ts';

/** What chat promises, on whatever engine. */
export function chatSuite(name: string, open: () => Promise<OpenDomains>): void {
  describe(name, () => {
    let at: OpenDomains;
    let ada: MemberView;
    let bob: MemberView;
    let cyd: MemberView;
    beforeAll(async () => {
      at = await open();
      ada = await at.member('Ada');
      bob = await at.member('Bob');
      cyd = await at.member('Cyd');
    });
    afterAll(() => at.close());

    const privateRoom = (showHistory: boolean): Promise<RoomView> =>
      at.chat.createRoom(ada.id, { name: 'Secret', kind: 'private', showHistory });

    const mayJoin = async (member: MemberView, topic: string): Promise<Grants | Refusal> => {
      for (const { pattern, rule } of chatTopics(at.db)) {
        if (topic.startsWith(pattern.split('{')[0] ?? '')) return ask(rule, member, topic);
      }
      throw new Error(`no rule for ${topic}`);
    };

    const linesOn = (topic: string): unknown[] =>
      at.heard
        .filter((one) => one.topic === topic)
        .map((one) => [one.event, JSON.parse(one.payload)]);

    it('lists open rooms to everybody, private ones to those in them', async () => {
      const lobby = await at.chat.createRoom(ada.id, { name: 'Lobby', kind: 'open' });
      const secret = await privateRoom(true);
      const uuids = async (member: MemberView): Promise<string[]> =>
        (await at.chat.listRooms(member.id)).map(({ uuid }) => uuid);
      expect(await uuids(ada)).toEqual(expect.arrayContaining([lobby.uuid, secret.uuid]));
      expect(await uuids(bob)).toContain(lobby.uuid);
      expect(await uuids(bob)).not.toContain(secret.uuid);
      expect(lobby).toMatchObject({ role: 'owner', participants: 1, lastMessage: null });
      expect(await at.chat.findRoom(bob.id, lobby.uuid)).toMatchObject({ role: null });
      await expect(at.chat.findRoom(bob.id, secret.uuid)).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    it('shows the newest message of each room, the lately active room first', async () => {
      const quiet = await at.chat.createRoom(ada.id, { name: 'Quiet', kind: 'open' });
      const busy = await at.chat.createRoom(ada.id, { name: 'Busy', kind: 'open' });
      at.clock.advance(1000);
      await say(at.db, quiet.topic, 'first', bob.id);
      at.clock.advance(1000);
      await say(at.db, busy.topic, 'old', ada.id);
      await say(at.db, busy.topic, 'newest 🎉', bob.id);
      const rooms = await at.chat.listRooms(cyd.id);
      expect(rooms.slice(0, 2).map((room) => [room.name, room.lastMessage?.text])).toEqual([
        ['Busy', 'newest 🎉'],
        ['Quiet', 'first'],
      ]);
      expect(rooms[0]?.lastMessage).toEqual({
        text: 'newest 🎉',
        author: 'Bob',
        timestamp: new Date(at.clock.now()).toISOString(),
      });
    });

    it('tells everybody of open rooms, and only those in them of private ones', async () => {
      const before = at.heard.length;
      const lobby = await at.chat.createRoom(ada.id, { name: 'Hall', kind: 'open' });
      const secret = await privateRoom(true);
      await at.chat.addParticipant(ada.id, secret.uuid, bob.id);
      const actor = { memberId: ada.id, isAdministrator: false };
      await at.chat.updateRoom(actor, lobby.uuid, { description: 'Come in' });
      await at.chat.updateRoom(actor, secret.uuid, { name: 'Deep secret' });
      const { description, kind, name: _, ...where } = secret;
      const facts = (room: RoomView, change: object): object => ({
        uuid: room.uuid,
        topic: room.topic,
        name: room.name,
        description: room.description,
        kind: room.kind,
        ...change,
      });
      expect(where.uuid).toBe(secret.uuid);
      expect([description, kind]).toEqual(['', 'private']);
      expect(
        at.heard.slice(before).map((one) => [one.topic, one.event, JSON.parse(one.payload)]),
      ).toEqual([
        ['community', 'roomAdded', facts(lobby, {})],
        [`member:${ada.id}`, 'roomAdded', facts(secret, {})],
        [`member:${bob.id}`, 'roomAdded', facts(secret, {})],
        ['community', 'roomUpdated', facts(lobby, { description: 'Come in' })],
        [`member:${ada.id}`, 'roomUpdated', facts(secret, { name: 'Deep secret' })],
        [`member:${bob.id}`, 'roomUpdated', facts(secret, { name: 'Deep secret' })],
      ]);
    });

    it('lets only owners change a private room and its people', async () => {
      const room = await privateRoom(true);
      await at.chat.addParticipant(ada.id, room.uuid, bob.id);
      const forbidden = { code: 'forbidden' };
      const admin = { memberId: bob.id, isAdministrator: true };
      await expect(at.chat.updateRoom(admin, room.uuid, { name: 'x' })).rejects.toMatchObject(
        forbidden,
      );
      await expect(at.chat.addParticipant(bob.id, room.uuid, cyd.id)).rejects.toMatchObject(
        forbidden,
      );
      await expect(at.chat.removeParticipant(bob.id, room.uuid, ada.id)).rejects.toMatchObject(
        forbidden,
      );
      await expect(at.chat.addParticipant(cyd.id, room.uuid, cyd.id)).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(at.chat.addParticipant(ada.id, room.uuid, 999_999)).rejects.toMatchObject({
        code: 'not_found',
      });
      expect(await at.chat.listParticipants(bob.id, room.uuid)).toEqual([
        { id: ada.id, name: 'Ada', color: ada.color, role: 'owner' },
        { id: bob.id, name: 'Bob', color: bob.color, role: 'member' },
      ]);
    });

    it('lets members into an open room by themselves, and an administrator rename it', async () => {
      const room = await at.chat.createRoom(ada.id, { name: 'Yard', kind: 'open' });
      await at.chat.addParticipant(bob.id, room.uuid, bob.id);
      await expect(at.chat.addParticipant(bob.id, room.uuid, cyd.id)).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect(await at.chat.findRoom(bob.id, room.uuid)).toMatchObject({
        role: 'member',
        participants: 2,
      });
      const admin = { memberId: cyd.id, isAdministrator: true };
      await expect(at.chat.updateRoom(admin, room.uuid, { name: 'Garden' })).resolves.toMatchObject(
        { name: 'Garden' },
      );
    });

    it('shows a newcomer only what came after, where history is not shown', async () => {
      const room = await privateRoom(false);
      await say(at.db, room.topic, 'before', ada.id);
      await at.chat.addParticipant(ada.id, room.uuid, bob.id);
      expect((await at.chat.findRoom(bob.id, room.uuid)).lastMessage).toBeNull();
      await say(at.db, room.topic, 'after', ada.id);
      expect(await mayJoin(bob, room.topic)).toMatchObject({
        publish: true,
        readable: [{ from: 2, to: Number.MAX_SAFE_INTEGER }],
        guard: { unit: 'chat.guardRoom', args: { uuid: room.uuid, memberId: bob.id } },
      });
      expect((await at.chat.findRoom(bob.id, room.uuid)).lastMessage?.text).toBe('after');
      expect(await mayJoin(ada, room.topic)).not.toHaveProperty('readable');
    });

    it('shows one who left and came back what they were there for, and nothing between', async () => {
      const room = await privateRoom(false);
      await at.chat.addParticipant(ada.id, room.uuid, bob.id);
      await say(at.db, room.topic, 'one', ada.id);
      await say(at.db, room.topic, 'two', bob.id);
      await at.chat.removeParticipant(bob.id, room.uuid, bob.id);
      await say(at.db, room.topic, 'four', ada.id);
      await at.chat.addParticipant(ada.id, room.uuid, bob.id);
      // 1 and 2 said, 3 the removal, 4 said without them.
      expect(await mayJoin(bob, room.topic)).toMatchObject({
        readable: [
          { from: 1, to: 2 },
          { from: 5, to: Number.MAX_SAFE_INTEGER },
        ],
      });
    });

    it('takes the rights of one removed at the place of the removal in the order', async () => {
      const room = await privateRoom(true);
      await at.chat.addParticipant(ada.id, room.uuid, bob.id);
      const guard = { unit: 'chat.guardRoom', args: { uuid: room.uuid, memberId: bob.id } };
      const said = await say(at.db, room.topic, 'still here', bob.id, guard);
      await at.chat.removeParticipant(ada.id, room.uuid, bob.id);
      expect(at.heard.filter((one) => one.topic === room.topic).at(-1)).toMatchObject({
        event: 'parley.removed',
        payload: JSON.stringify({ memberId: bob.id }),
        internal: true,
        position: { offset: said.offset + 1 },
      });
      expect(linesOn(`member:${bob.id}`).at(-1)).toEqual(['roomRemoved', { uuid: room.uuid }]);
      await expect(say(at.db, room.topic, 'gone', bob.id, guard)).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect(await mayJoin(bob, room.topic)).toMatchObject({ refused: 'forbidden' });
      expect((await at.chat.findRoom(ada.id, room.uuid)).lastMessage?.text).toBe('still here');
    });

    it('hands a room whose last owner leaves to the one who was there longest', async () => {
      const room = await privateRoom(true);
      await at.chat.addParticipant(ada.id, room.uuid, cyd.id);
      at.clock.advance(1000);
      await at.chat.addParticipant(ada.id, room.uuid, bob.id);
      await at.chat.removeParticipant(ada.id, room.uuid, ada.id);
      expect(await at.chat.findRoom(cyd.id, room.uuid)).toMatchObject({
        role: 'owner',
        participants: 2,
      });
      expect(linesOn(`member:${cyd.id}`).at(-1)).toMatchObject(['roomUpdated', {}]);
    });

    it('adds one who is there already without a trace', async () => {
      const room = await privateRoom(true);
      await Promise.all([1, 2, 3].map(() => at.chat.addParticipant(ada.id, room.uuid, bob.id)));
      expect(
        linesOn(`member:${bob.id}`).filter((line) => JSON.stringify(line).includes(room.uuid)),
      ).toHaveLength(1);
      expect(await at.chat.findRoom(ada.id, room.uuid)).toMatchObject({ participants: 2 });
    });

    it("keeps others off a member's own topic, and everybody from publishing there", async () => {
      expect(await mayJoin(ada, `member:${ada.id}`)).toMatchObject({
        publish: false,
        history: true,
      });
      expect(await mayJoin(bob, `member:${ada.id}`)).toMatchObject({ refused: 'forbidden' });
      expect(await mayJoin(bob, 'community')).toMatchObject({ publish: false, history: true });
    });

    it('answers for a room that is not there as for one that is not yours', async () => {
      const room = await privateRoom(true);
      const missing = await mayJoin(bob, 'room:00000000-0000-4000-8000-000000000000');
      expect(missing).toMatchObject({ refused: 'forbidden' });
      expect(await mayJoin(bob, room.topic)).toEqual(missing);
    });
  });
}
