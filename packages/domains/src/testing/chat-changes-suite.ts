import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberTopic, roomTopic } from '../chat/schema.ts';
import { window } from './chat-messages-suite.ts';
import type { OpenChat } from './open-chat.ts';

/** What chat promises of edits, deletes, reactions and notifications, on whatever engine. */
export function chatChangesSuite(name: string, open: () => Promise<OpenChat>): void {
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

    describe('edits and deletes', () => {
      it('puts the new text wherever the old one was, and tells the room', async () => {
        const uuid = await at.room([ada, bob]);
        const { message } = await at.chat.send(
          { memberId: ada },
          uuid,
          { body: 'The password is swordfish' },
          { action: 'say' },
        );
        const edited = await at.chat.editMessage(ada, uuid, message.id, { body: 'Never mind' });
        expect(edited).toMatchObject({ body: 'Never mind', id: message.id });
        expect(edited.edited_at).not.toBeNull();
        expect(at.topicsOf('updatedMessage', message.id)).toEqual([roomTopic(uuid)]);
        for (const topic of [roomTopic(uuid), memberTopic(ada), memberTopic(bob)]) {
          const lines = await at.stored(topic);
          expect(JSON.stringify(lines).includes('swordfish')).toBe(false);
          const [line] = lines.filter(
            ({ event, payload }) => event === 'newMessage' && payload['id'] === message.id,
          );
          expect(line?.payload).toMatchObject({ body: 'Never mind', action: 'say' });
        }
        await expect(
          at.chat.editMessage(bob, uuid, message.id, { body: 'Mine now' }),
        ).rejects.toMatchObject({ code: 'forbidden' });
        await expect(
          at.chat.editMessage(cyd, uuid, message.id, { body: 'Mine now' }),
        ).rejects.toMatchObject({ code: 'not_found' });
        await expect(
          at.chat.editMessage(ada, uuid, message.id, { body: '' }),
        ).rejects.toMatchObject({ code: 'invalid' });
      });

      it('C9 has the lists of all participants look again where they show it, or count it', async () => {
        const uuid = await at.room([ada, bob]);
        const actor = { memberId: ada, isAdministrator: false };
        const first = await at.say(ada, uuid, 'First');
        const last = await at.say(ada, uuid, 'Last');
        const reply = await at.say(bob, uuid, 'A reply', last);
        const told = async (change: () => Promise<unknown>): Promise<string[]> => {
          const since = at.mark();
          await change();
          return [roomTopic(uuid), memberTopic(ada), memberTopic(bob)].filter((topic) =>
            at.on(topic, since).some(({ event }) => event === 'chatRoomUpdated'),
          );
        };
        const own = [memberTopic(ada), memberTopic(bob)];
        const edit = (id: number, by = ada): Promise<unknown> =>
          at.chat.editMessage(by, uuid, id, { body: 'Otherwise' });
        expect(await told(() => edit(first))).toEqual([]);
        expect(await told(() => edit(reply, bob))).toEqual([]);
        expect(await told(() => edit(last))).toEqual(own);
        expect(await told(() => at.chat.deleteMessage(actor, uuid, reply))).toEqual([]);
        expect((await at.chat.findRoom(bob, uuid)).unread_messages_count).toBe(2);
        expect(await told(() => at.chat.deleteMessage(actor, uuid, first))).toEqual(own);
        expect((await at.chat.findRoom(bob, uuid)).unread_messages_count).toBe(1);
        expect(await told(() => at.chat.deleteMessage(actor, uuid, last))).toEqual(own);
        expect((await at.chat.findRoom(bob, uuid)).last_message).toBeNull();
        const aside = await at.room([ada, bob], { kind: 'embedded' });
        const there = await at.say(ada, aside, 'Beside a lesson');
        const since = at.mark();
        await at.chat.deleteMessage(actor, aside, there);
        expect(own.flatMap((topic) => at.on(topic, since))).toEqual([]);
      });

      it('leaves a place where a message was, and nothing of what it said, also with those who left', async () => {
        const uuid = await at.room([ada, bob, cyd]);
        const id = await at.say(ada, uuid, 'Unspeakable');
        const { records } = await at.chat.listParticipants(cyd, uuid, { page: 1, per_page: 20 });
        const hers = records.find((one) => one.community_member_id === cyd)?.id ?? 0;
        await at.chat.removeParticipant(cyd, uuid, hers);
        await at.chat.addReaction(bob, { chat_room_message: id, emoji: '👍' });
        await at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, id);
        for (const topic of [
          roomTopic(uuid),
          memberTopic(ada),
          memberTopic(bob),
          memberTopic(cyd),
        ]) {
          expect(JSON.stringify(await at.stored(topic)).includes('Unspeakable')).toBe(false);
        }
        expect(await at.chat.findMessage(bob, uuid, id)).toMatchObject({
          body: '',
          reactions: [],
          deleted_at: expect.any(String),
        });
        const told = at.on(roomTopic(uuid)).filter(({ event }) => event === 'deletedMessage');
        expect(told.map(({ payload }) => payload)).toEqual([
          { id, chat_room_uuid: uuid, parent_message_id: null, parent_message: null },
        ]);
        const { records: rows, total_count } = await at.chat.messageWindow(bob, uuid, window());
        expect([rows.length, total_count]).toEqual([1, 1]);
        await expect(
          at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, id),
        ).rejects.toMatchObject({ code: 'not_found' });
      });

      it('does not show those who left what a message became, or what is pinned since', async () => {
        const uuid = await at.room([ada, bob, cyd], { description: 'Before' });
        const owner = { memberId: ada, isAdministrator: false };
        const id = await at.say(ada, uuid, 'Said to three');
        await at.chat.updateRoom(owner, uuid, { pinned_message_id: id });
        const { records } = await at.chat.listParticipants(cyd, uuid, { page: 1, per_page: 20 });
        const hers = records.find((one) => one.community_member_id === cyd)?.id ?? 0;
        await at.chat.removeParticipant(ada, uuid, hers);
        const since = await at.say(ada, uuid, 'Said to two');
        await at.chat.updateRoom(owner, uuid, { pinned_message_id: since, name: 'Two only' });
        await at.chat.editMessage(ada, uuid, since, { body: 'Between us two' });
        await at.chat.editMessage(ada, uuid, id, { body: 'Now for us two' });
        const held = JSON.stringify(await at.stored(memberTopic(cyd)));
        for (const text of ['Said to', 'Between us', 'Now for us', 'Two only']) {
          expect(held).not.toContain(text);
        }
        for (const topic of [roomTopic(uuid), memberTopic(ada), memberTopic(bob)]) {
          const lines = await at.stored(topic);
          const [first] = lines.filter(
            ({ event, payload }) => event === 'newMessage' && payload['id'] === id,
          );
          expect(first?.payload).toMatchObject({ body: 'Now for us two', deleted_at: null });
        }
      });

      it('lets owners delete in rooms, administrators in open ones, and nobody else', async () => {
        const uuid = await at.room([ada, bob, cyd]);
        const id = await at.say(bob, uuid, 'Mine');
        const by = (memberId: number, isAdministrator = false): Promise<void> =>
          at.chat.deleteMessage({ memberId, isAdministrator }, uuid, id);
        await expect(by(cyd)).rejects.toMatchObject({ code: 'forbidden' });
        await expect(by(cyd, true)).rejects.toMatchObject({ code: 'forbidden' });
        await by(ada);
        const hall = await at.room([ada, bob], { access: 'open' });
        const loud = await at.say(bob, hall, 'Loud');
        await at.chat.deleteMessage({ memberId: cyd, isAdministrator: true }, hall, loud);
        const direct = await at.room([ada, bob], { kind: 'direct' });
        const word = await at.say(ada, direct, 'A word');
        await expect(
          at.chat.deleteMessage({ memberId: bob, isAdministrator: true }, direct, word),
        ).rejects.toMatchObject({ code: 'forbidden' });
      });

      it('unpins a pinned message that is deleted', async () => {
        const uuid = await at.room([ada, bob]);
        const id = await at.say(ada, uuid, 'Pin this secret');
        const actor = { memberId: ada, isAdministrator: false };
        await at.chat.updateRoom(actor, uuid, { pinned_message_id: id });
        await at.chat.deleteMessage(actor, uuid, id);
        expect((await at.chat.findRoom(bob, uuid)).pinned_message).toBeNull();
        const told = at.on(roomTopic(uuid)).filter(({ event }) => event === 'chatRoomUpdated');
        expect(told.at(-1)?.payload).toMatchObject({ pinned_message: null });
        for (const topic of [roomTopic(uuid), memberTopic(ada), memberTopic(bob)]) {
          expect(JSON.stringify(await at.stored(topic)).includes('Pin this secret')).toBe(false);
        }
      });

      it('keeps every edit and every send apart that happen at once', async () => {
        const uuid = await at.room([ada, bob]);
        const id = await at.say(ada, uuid, 'v0');
        await Promise.all(
          Array.from({ length: 10 }, (_, n) => [
            at.chat.editMessage(ada, uuid, id, { body: `v${n + 1}` }),
            at.say(bob, uuid, `line ${n}`),
          ]).flat(),
        );
        const final = (await at.chat.findMessage(bob, uuid, id)).body;
        const held = await at.stored(roomTopic(uuid));
        const bodies = held
          .filter(({ payload }) => payload['id'] === id)
          .map(({ payload }) => payload['body']);
        expect(new Set(bodies)).toEqual(new Set([final]));
        expect(held.filter(({ event }) => event === 'updatedMessage')).toHaveLength(10);
        expect((await at.chat.messageWindow(ada, uuid, window())).total_count).toBe(11);
      });
    });

    describe('reactions', () => {
      it('counts who reacted, once each, and tells the room', async () => {
        const uuid = await at.room([ada, bob, cyd]);
        const id = await at.say(ada, uuid, 'Nice?');
        const thumbs = { chat_room_message: id, emoji: '👍' };
        await Promise.all([bob, cyd, bob].map((member) => at.chat.addReaction(member, thumbs)));
        at.clock.advance(10);
        const view = await at.chat.addReaction(ada, { chat_room_message: id, emoji: '🎉' });
        expect(view.reactions).toEqual([
          { emoji: '👍', count: 2, community_member_ids: expect.arrayContaining([bob, cyd]) },
          { emoji: '🎉', count: 1, community_member_ids: [ada] },
        ]);
        expect(at.topicsOf('updatedMessage', id)).toEqual(Array(3).fill(roomTopic(uuid)));
        const less = await at.chat.removeReaction(bob, thumbs);
        expect(less.reactions[0]).toEqual({ emoji: '👍', count: 1, community_member_ids: [cyd] });
        await expect(
          at.chat.addReaction(ada, { chat_room_message: 999_999, emoji: '👍' }),
        ).rejects.toMatchObject({ code: 'not_found' });
      });

      it('lets those into an open room who react there, not into a private one', async () => {
        const hall = await at.room([ada], { access: 'open' });
        const id = await at.say(ada, hall, 'Who is here?');
        await at.chat.addReaction(cyd, { chat_room_message: id, emoji: '🙋' });
        expect((await at.chat.findRoom(cyd, hall)).current_participant).not.toBeNull();
        const secret = await at.say(ada, await at.room([ada]), 'Secret');
        await expect(
          at.chat.addReaction(cyd, { chat_room_message: secret, emoji: '🙋' }),
        ).rejects.toMatchObject({ code: 'not_found' });
      });

      it('takes at most twenty kinds on one message', async () => {
        const uuid = await at.room([ada, bob]);
        const id = await at.say(ada, uuid, 'Everything');
        for (let n = 0; n < 20; n += 1) {
          await at.chat.addReaction(ada, { chat_room_message: id, emoji: `e${n}` });
        }
        await expect(
          at.chat.addReaction(bob, { chat_room_message: id, emoji: 'one more' }),
        ).rejects.toMatchObject({ code: 'too_many' });
        await at.chat.addReaction(bob, { chat_room_message: id, emoji: 'e3' });
      });
    });

    describe('notifications', () => {
      it('tells of direct messages, replies, mentions and reactions, not to who did it', async () => {
        const since = at.mark();
        const direct = await at.room([ada, cyd], { kind: 'direct' });
        await at.say(ada, direct, 'Psst');
        const uuid = await at.room([ada, bob, cyd]);
        const parent = await at.say(ada, uuid, 'Plan?');
        await at.say(bob, uuid, 'Yes', parent);
        await at.chat.send({ memberId: bob }, uuid, {
          rich_text_body: {
            body: {
              type: 'doc',
              content: [
                {
                  type: 'paragraph',
                  content: [{ type: 'mention', attrs: { id: String(cyd), label: 'Cyd' } }],
                },
              ],
            },
          },
        });
        await at.chat.addReaction(cyd, { chat_room_message: parent, emoji: '👍' });
        const told = (member: number): unknown[] =>
          at
            .on(`notification-channel-${member}`, since)
            .filter(({ event }) => event === 'notifications.newNotification')
            .map(({ payload }) => [payload['notification_type'], payload['text']]);
        expect(told(cyd)).toEqual([
          ['direct_message', 'Psst'],
          ['mention', '@Cyd'],
        ]);
        expect(told(ada)).toEqual([
          ['reply', 'Yes'],
          ['reaction', 'Plan?'],
        ]);
        expect(told(bob)).toEqual([]);
      });
    });
  });
}
