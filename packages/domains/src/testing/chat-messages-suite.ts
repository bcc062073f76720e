import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberTopic, roomTopic, threadsTopic } from '../chat/schema.ts';
import { documentOf } from '../chat/rich-text/index.ts';
import { sendUnit } from '../chat/units/messages.ts';
import type { OpenChat } from './open-chat.ts';

const doc = (text: string): { body: Record<string, unknown> } => ({
  body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] },
});

/** What chat promises of messages, on whatever engine. */
export function chatMessagesSuite(name: string, open: () => Promise<OpenChat>): void {
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

    describe('C8 who gets a new message', () => {
      it('tells the top level to the room and to each participant, the sender too', async () => {
        const uuid = await at.room([ada, bob]);
        const id = await at.say(ada, uuid, 'Hello');
        expect(at.topicsOf('newMessage', id)).toEqual([
          roomTopic(uuid),
          memberTopic(ada),
          memberTopic(bob),
        ]);
      });

      it('tells a reply to the room and to those in the thread only', async () => {
        const uuid = await at.room([ada, bob, cyd]);
        const parent = await at.say(ada, uuid, 'Who is in?');
        const reply = await at.say(bob, uuid, 'Me', parent);
        const topics = at.topicsOf('newMessage', reply);
        expect(topics[0]).toBe(roomTopic(uuid));
        expect(topics.slice(1).toSorted()).toEqual(
          [threadsTopic(ada), threadsTopic(bob)].toSorted(),
        );
      });

      it('tells the top level of an embedded room to the room only, a reply to the thread', async () => {
        const uuid = await at.room([ada, bob], { kind: 'embedded' });
        const parent = await at.say(ada, uuid, 'Question');
        const reply = await at.say(bob, uuid, 'Answer', parent);
        expect(at.topicsOf('newMessage', parent)).toEqual([roomTopic(uuid)]);
        expect(at.topicsOf('newMessage', reply).toSorted()).toEqual(
          [roomTopic(uuid), threadsTopic(ada), threadsTopic(bob)].toSorted(),
        );
      });

      it('stands on the topic where the message says it does, ids and offsets in one order', async () => {
        const uuid = await at.room([ada, bob]);
        await Promise.all(
          Array.from({ length: 10 }, (_, n) => at.say(n % 2 ? ada : bob, uuid, `${n}`)),
        );
        const lines = at.on(roomTopic(uuid)).filter(({ event }) => event === 'newMessage');
        expect(lines.map(({ payload }) => payload['offset'])).toEqual(
          lines.map((line) => line.at.position.offset),
        );
        const ids = lines.map(({ payload }) => Number(payload['id']));
        expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      });

      it('carries everything that the answer to a GET does, and names the sender by connection', async () => {
        const uuid = await at.room([ada, bob]);
        const { message } = await at.chat.send({ memberId: ada, connectionId: 'conn-1' }, uuid, {
          rich_text_body: doc('Hi'),
          creation_uuid: 'mine-1',
        });
        const [line] = at.on(roomTopic(uuid)).filter(({ event }) => event === 'newMessage');
        expect(line?.payload).toEqual(await at.chat.findMessage(bob, uuid, message.id));
        expect(line?.payload).toMatchObject({
          body: 'Hi',
          rich_text_body: { ...doc('Hi'), circle_ios_fallback_text: 'Hi' },
          creation_uuid: 'mine-1',
          sender: { community_member_id: ada, name: 'Ada' },
          chat_room_kind: 'group_chat',
        });
        expect(line?.at.sender).toBe('conn-1');
      });

      it('stores a message once however often it is sent at once', async () => {
        const uuid = await at.room([ada, bob]);
        const body = { body: 'Only once', creation_uuid: 'twenty' };
        const sent = await Promise.all(
          Array.from({ length: 20 }, () => at.chat.send({ memberId: ada }, uuid, body)),
        );
        expect(new Set(sent.map(({ message }) => message.id)).size).toBe(1);
        expect(new Set(sent.map(({ position }) => position?.offset)).size).toBe(1);
        expect(sent.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
        const lines = at.on(roomTopic(uuid)).filter(({ event }) => event === 'newMessage');
        expect(lines).toHaveLength(1);
        await expect(
          at.chat.send({ memberId: ada }, uuid, { body: 'Another', creation_uuid: 'twenty' }),
        ).rejects.toMatchObject({ code: 'message_id_reused' });
        // Another's id is another id.
        const theirs = await at.chat.send({ memberId: bob }, uuid, { ...body, body: 'Mine' });
        expect(theirs.duplicate).toBe(false);
      });

      it('knows a message by its id long after the log has forgotten the id', async () => {
        const uuid = await at.room([ada, bob]);
        const args = {
          uuid,
          memberId: ada,
          creationUuid: 'old',
          richText: documentOf('Old'),
          text: 'Old',
          mentions: [],
          parentId: null,
          fanoutLimit: 500,
        };
        // As when it was pruned: stored, and the log knows nothing of the id.
        const { value, position } = await at.db.run(sendUnit, args);
        const body = { body: 'Old', creation_uuid: 'old' };
        expect(await at.chat.send({ memberId: ada }, uuid, body)).toMatchObject({
          duplicate: true,
          position,
          message: { id: value?.id },
        });
        await expect(
          at.chat.send({ memberId: ada }, uuid, { ...body, body: 'New' }),
        ).rejects.toMatchObject({ code: 'message_id_reused' });
      });

      it('does not use an id up for what was refused', async () => {
        const uuid = await at.room([ada, bob]);
        const body = { body: 'Let me in', creation_uuid: 'patience' };
        await expect(at.chat.send({ memberId: cyd }, uuid, body)).rejects.toMatchObject({
          code: 'not_found',
        });
        await at.chat.addParticipants(ada, uuid, [cyd]);
        expect(await at.chat.send({ memberId: cyd }, uuid, body)).toMatchObject({
          duplicate: false,
        });
      });

      it('goes on where many rooms share their members and everybody talks at once', async () => {
        const rooms = await Promise.all([1, 2, 3].map(() => at.room([ada, bob, cyd])));
        const parents = await Promise.all(rooms.map((uuid) => at.say(ada, uuid, 'Go')));
        await Promise.all(
          rooms.flatMap((uuid, index) =>
            Array.from({ length: 6 }, (_, n) => [
              at.say([ada, bob, cyd][n % 3] ?? ada, uuid, `line ${n}`),
              at.say([ada, bob, cyd][n % 3] ?? ada, uuid, `reply ${n}`, parents[index]),
              at.chat.addReaction(bob, {
                chat_room_message: parents[index] ?? 0,
                emoji: `e${n}`,
              }),
            ]).flat(),
          ),
        );
        for (const topic of [...rooms.map(roomTopic), memberTopic(ada), threadsTopic(bob)]) {
          const { messages } = await at.db.log.read({
            topic,
            limit: 1000,
            after: 0,
            internal: true,
          });
          expect(messages.map((one) => one.position.offset)).toEqual(messages.map((_, n) => n + 1));
        }
        for (const [index, uuid] of rooms.entries()) {
          const top = await at.chat.findMessage(cyd, uuid, parents[index] ?? 0);
          expect(top).toMatchObject({ replies_count: 6, total_thread_participants_count: 3 });
          expect(top.reactions).toHaveLength(6);
          expect((await at.chat.messageWindow(cyd, uuid, window())).total_count).toBe(7);
        }
      });

      it('lets nobody say anything who was removed, whatever was on its way', async () => {
        const uuid = await at.room([ada, bob]);
        const { records } = await at.chat.listParticipants(ada, uuid, { page: 1, per_page: 20 });
        const his = records.find((one) => one.community_member_id === bob)?.id ?? 0;
        const tries = Array.from({ length: 12 }, (_, n) =>
          at.say(bob, uuid, `line ${n}`).then(
            () => 'said',
            (error: { code: string }) => error.code,
          ),
        );
        const removal = at.chat.removeParticipant(ada, uuid, his);
        const ends = [
          ...tries,
          ...Array.from({ length: 12 }, () =>
            at.say(bob, uuid, 'late').then(
              () => 'said',
              (error: { code: string }) => error.code,
            ),
          ),
        ];
        const results = await Promise.all(ends);
        await removal;
        expect(new Set(results)).toEqual(
          new Set(results.includes('said') ? ['said', 'not_found'] : ['not_found']),
        );
        const { messages } = await at.db.log.read({
          topic: roomTopic(uuid),
          limit: 100,
          after: 0,
          internal: true,
        });
        const removed = messages.findIndex(({ event }) => event === 'parley.removed');
        expect(removed).toBeGreaterThanOrEqual(0);
        expect(messages.slice(removed).filter(({ event }) => event === 'chat.newMessage')).toEqual(
          [],
        );
        await expect(at.say(bob, uuid, 'still here?')).rejects.toMatchObject({ code: 'not_found' });
      });

      it('lets those into an open room who say something there, and nobody into a private one', async () => {
        const hall = await at.room([ada], { access: 'open' });
        await at.say(cyd, hall, 'Hello from outside');
        const { records } = await at.chat.listParticipants(ada, hall, { page: 1, per_page: 20 });
        expect(records.map((one) => one.community_member_id)).toContain(cyd);
        const secret = await at.room([ada]);
        await expect(at.say(cyd, secret, 'Knock')).rejects.toMatchObject({ code: 'not_found' });
        await expect(at.say(cyd, 'no-such-room', 'Knock')).rejects.toMatchObject({
          code: 'not_found',
        });
      });

      it('changes nothing for bad input', async () => {
        const uuid = await at.room([ada, bob]);
        const before = at.mark();
        const bad = [
          doc('   '),
          { body: { type: 'doc', content: [{ type: 'iframe' }] } },
          {
            body: {
              type: 'doc',
              content: [
                {
                  type: 'paragraph',
                  content: [
                    {
                      type: 'text',
                      text: 'x',
                      marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }],
                    },
                  ],
                },
              ],
            },
          },
        ];
        for (const rich_text_body of bad) {
          await expect(
            at.chat.send({ memberId: ada }, uuid, { rich_text_body }),
          ).rejects.toMatchObject({ code: 'invalid' });
        }
        await expect(at.say(ada, uuid, '')).rejects.toMatchObject({ code: 'invalid' });
        await expect(at.say(ada, uuid, 'nul \u0000')).rejects.toMatchObject({ code: 'invalid' });
        await expect(at.say(ada, uuid, 'half \ud83d')).rejects.toMatchObject({ code: 'invalid' });
        await expect(at.say(ada, uuid, 'to nothing', 999_999)).rejects.toMatchObject({
          code: 'not_found',
        });
        await expect(at.room([ada, bob], { rich_text_body: doc(' ') })).rejects.toMatchObject({
          code: 'invalid',
        });
        expect(at.mark()).toBe(before);
        const { total_count } = await at.chat.messageWindow(ada, uuid, window());
        expect(total_count).toBe(0);
      });
    });

    describe('C12 windows of messages', () => {
      it('walks through a room both ways without gap or overlap', async () => {
        const uuid = await at.room([ada, bob]);
        const ids: number[] = [];
        for (let n = 0; n < 23; n += 1)
          ids.push(await at.say(n % 2 ? ada : bob, uuid, `line ${n}`));
        const newest = await at.chat.messageWindow(ada, uuid, window({ previous_per_page: 5 }));
        expect(newest).toMatchObject({ id: null, has_previous_page: true, has_next_page: false });
        expect(newest.records.map(({ id }) => id)).toEqual(ids.slice(-5));
        const walked = newest.records.map(({ id }) => id);
        for (let here = newest; here.has_previous_page;) {
          here = await at.chat.messageWindow(
            ada,
            uuid,
            window({ id: here.first_id ?? 0, previous_per_page: 5, next_per_page: 0 }),
          );
          expect(here.total_count).toBe(23);
          expect(here.has_next_page).toBe(true);
          walked.unshift(...here.records.map(({ id }) => id));
        }
        expect(walked).toEqual(ids);
        const forth: number[] = [];
        for (let last = ids[0] ?? 0, more = true; more;) {
          const here = await at.chat.messageWindow(
            ada,
            uuid,
            window({ id: last, previous_per_page: 0, next_per_page: 4 }),
          );
          forth.push(...here.records.map(({ id }) => id));
          last = here.last_id ?? last;
          more = here.has_next_page;
        }
        expect(forth).toEqual(ids.slice(1));
        const middle = await at.chat.messageWindow(
          ada,
          uuid,
          window({ id: ids[10] ?? 0, previous_per_page: 2, next_per_page: 3 }),
        );
        expect(middle.records.map(({ id }) => id)).toEqual(ids.slice(8, 14));
        expect(middle).toMatchObject({ first_id: ids[8], last_id: ids[13], id: ids[10] });
      });

      it('shows newcomers nothing from before where the history is hidden', async () => {
        const uuid = await at.room([ada, bob], { show_history: false });
        const old = await at.say(ada, uuid, 'Before you came');
        await at.chat.addParticipants(ada, uuid, [cyd]);
        const fresh = await at.say(bob, uuid, 'Welcome');
        const seen = await at.chat.messageWindow(cyd, uuid, window());
        expect(seen.records.map(({ id }) => id)).toEqual([fresh]);
        expect(seen.total_count).toBe(1);
        await expect(at.chat.findMessage(cyd, uuid, old)).rejects.toMatchObject({
          code: 'not_found',
        });
        await expect(at.say(cyd, uuid, 'About that', old)).rejects.toMatchObject({
          code: 'not_found',
        });
        await expect(
          at.chat.addReaction(cyd, { chat_room_message: old, emoji: '👀' }),
        ).rejects.toMatchObject({ code: 'not_found' });
      });

      it('tells a change of what newcomers may not read to those who may, and nowhere else', async () => {
        const uuid = await at.room([ada, bob], { show_history: false });
        const old = await at.say(ada, uuid, 'Old secret');
        const reply = await at.say(bob, uuid, 'Old reply', old);
        await at.chat.addParticipants(ada, uuid, [cyd]);
        const since = at.mark();
        await at.chat.addReaction(bob, { chat_room_message: old, emoji: '👀' });
        await at.chat.editMessage(ada, uuid, old, { body: 'New secret' });
        await at.chat.deleteMessage({ memberId: bob, isAdministrator: false }, uuid, reply);
        expect(JSON.stringify(at.on(roomTopic(uuid), since)).includes('secret')).toBe(false);
        expect(JSON.stringify(at.on(memberTopic(cyd), since)).includes('secret')).toBe(false);
        expect(at.on(memberTopic(bob), since).map(({ event }) => event)).toContain(
          'updatedMessage',
        );
        const gone = at
          .on(roomTopic(uuid), since)
          .filter(({ event }) => event === 'deletedMessage');
        expect(gone[0]?.payload).toMatchObject({
          id: reply,
          parent_message_id: old,
          parent_message: null,
        });
        // What was told around the room's topic is redacted all the same.
        await at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, old);
        for (const topic of [
          memberTopic(ada),
          memberTopic(bob),
          threadsTopic(bob),
          threadsTopic(ada),
        ]) {
          expect(JSON.stringify(await at.stored(topic)).includes('secret')).toBe(false);
        }
      });
    });
  });
}

/** A query with its defaults. */
export function window(query: object = {}): {
  id?: number;
  previous_per_page: number;
  next_per_page: number;
} {
  return { previous_per_page: 20, next_per_page: 20, ...query };
}
