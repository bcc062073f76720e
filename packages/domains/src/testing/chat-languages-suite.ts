import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Shapes, type Act, type Channel, type Principal, type Publication } from '@parley/hub';
import { chatChannels } from '../chat/channels.ts';
import { roomAct } from '../chat/room-act.ts';
import { chatEvents, memberTopic, roomTopic, threadsTopic } from '../chat/schema.ts';
import { chatShapes } from '../chat/shapes.ts';
import type { OpenChat } from './open-chat.ts';

/** What chat promises to each wire language, on whatever engine. */
export function chatLanguagesSuite(name: string, open: () => Promise<OpenChat>): void {
  describe(name, () => {
    let at: OpenChat;
    let ada: number;
    let bob: number;
    let cyd: number;
    const shapes = new Shapes();
    for (const shape of chatShapes) shapes.add(shape);
    beforeAll(async () => {
      at = await open();
      ada = await at.member('Ada');
      bob = await at.member('Bob');
      cyd = await at.member('Cyd');
    });
    afterAll(() => at.close());

    const principal = (memberId: number): Principal => ({
      memberId,
      profile: { memberId, name: 'x', role: 'member', color: 'red' },
      credential: 'session:1',
    });
    const act = (memberId: number, uuid: string, more: Partial<Act>): Act => ({
      principal: principal(memberId),
      connectionId: 'conn-7',
      topic: roomTopic(uuid),
      params: { uuid },
      event: 'say',
      payload: '{}',
      store: true,
      ...more,
    });
    const payload = (value: object): { payload: string } => ({ payload: JSON.stringify(value) });
    const told = (language: 'topic' | 'cable', publication: Publication): unknown[] => {
      const one = shapes.tell(language, publication);
      return [one?.event, JSON.parse(one?.payload ?? 'null')];
    };
    const newest = (uuid: string): Publication => {
      const line = at.on(roomTopic(uuid)).at(-1);
      if (line === undefined) throw new Error('nothing was said');
      return line.at;
    };

    describe('F1 one room, three languages', () => {
      it('takes what a topic client stores as a message, under the name it gave', async () => {
        const uuid = await at.room([ada, bob]);
        const say = roomAct(at.chat);
        const first = await say(act(ada, uuid, { ...payload({ message: 'Hi' }), clientId: 'c-1' }));
        expect(first).toMatchObject({ duplicate: false, position: { offset: 1 } });
        const again = await say(act(ada, uuid, { ...payload({ message: 'Hi' }), clientId: 'c-1' }));
        expect(again).toEqual({ ...first, duplicate: true });
        const publication = newest(uuid);
        const { records } = await at.chat.messageWindow(bob, uuid, {
          previous_per_page: 5,
          next_per_page: 5,
        });
        expect(told('topic', publication)).toEqual([
          'say',
          { event: 'newMessage', message: 'Hi', ...records[0] },
        ]);
        expect(told('cable', publication)).toEqual(['newMessage', records[0]]);
        expect(records[0]).toMatchObject({ creation_uuid: 'c-1', body: 'Hi' });
        expect(publication.sender).toBe('conn-7');
      });

      it('shows what came by REST to topic clients as newMessage', async () => {
        const uuid = await at.room([ada, bob]);
        const id = await at.say(ada, uuid, 'From REST');
        const view = await at.chat.findMessage(bob, uuid, id);
        expect(told('topic', newest(uuid))).toEqual([
          'newMessage',
          { event: 'newMessage', message: 'From REST', ...view },
        ]);
        expect(told('cable', newest(uuid))).toEqual(['newMessage', view]);
        expect(newest(uuid).sender).toBe(`m${ada}`);
      });

      it('takes documents and replies from topic clients', async () => {
        const uuid = await at.room([ada, bob]);
        const parent = await at.say(ada, uuid, 'Parent');
        const body = {
          type: 'doc',
          content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Child' }] }],
        };
        const more = payload({
          message: 'Child',
          rich_text_body: { body },
          parent_message_id: parent,
        });
        await roomAct(at.chat)(act(bob, uuid, more));
        const below = await at.chat.messageWindow(ada, uuid, {
          previous_per_page: 5,
          next_per_page: 5,
          parent_message_id: parent,
        });
        expect(below.records.map((one) => one.body)).toEqual(['Child']);
      });

      it('keeps the name of a message through its edits', async () => {
        const uuid = await at.room([ada, bob]);
        await roomAct(at.chat)(act(ada, uuid, payload({ message: 'v1' })));
        const { records } = await at.chat.messageWindow(ada, uuid, {
          previous_per_page: 5,
          next_per_page: 5,
        });
        await at.chat.editMessage(ada, uuid, records[0]?.id ?? 0, { body: 'v2' });
        const [first, second] = await at.stored(roomTopic(uuid));
        expect(first && told('topic', first.at)).toMatchObject(['say', { message: 'v2' }]);
        expect(first && told('cable', first.at)).toMatchObject(['newMessage', { body: 'v2' }]);
        expect(second && told('topic', second.at)).toMatchObject([
          'updatedMessage',
          { event: 'updatedMessage', message: 'v2' },
        ]);
        await at.chat.editMessage(ada, uuid, records[0]?.id ?? 0, { body: 'v3' });
        const lines = (await at.stored(roomTopic(uuid))).map(({ at: line }) => line);
        expect(lines.map((line) => told('topic', line))).toMatchObject([
          ['say', { event: 'newMessage', message: 'v3' }],
          ['updatedMessage', { event: 'updatedMessage', message: 'v3' }],
          ['updatedMessage', { event: 'updatedMessage', message: 'v3' }],
        ]);
      });

      it('refuses in the words of the hub', async () => {
        const uuid = await at.room([ada, bob]);
        const say = roomAct(at.chat);
        const before = at.mark();
        const refusals: readonly [Partial<Act>, string][] = [
          [payload({}), 'bad_request'],
          [payload({ message: 7 }), 'bad_request'],
          [payload({ message: ' ' }), 'bad_request'],
          [{ payload: '"text"' }, 'bad_request'],
          [{ payload: '[]' }, 'bad_request'],
          [payload({ message: 'x', parent_message_id: 999_999 }), 'forbidden'],
          [payload({ message: 'x', rich_text_body: { body: { type: 'x' } } }), 'bad_request'],
        ];
        for (const [more, code] of refusals) {
          await expect(say(act(ada, uuid, more))).rejects.toMatchObject({ code });
        }
        await expect(say(act(cyd, uuid, payload({ message: 'x' })))).rejects.toMatchObject({
          code: 'forbidden',
        });
        expect(at.mark()).toBe(before);
        await say(act(ada, uuid, { ...payload({ message: 'x' }), clientId: 'same' }));
        await expect(
          say(act(ada, uuid, { ...payload({ message: 'y' }), clientId: 'same' })),
        ).rejects.toMatchObject({ code: 'message_id_reused' });
      });

      it('tells of typing in every language and stores nothing; other signals stay what they are', async () => {
        const uuid = await at.room([ada, bob]);
        const say = roomAct(at.chat);
        const before = at.mark();
        at.signals.length = 0;
        await say(act(ada, uuid, { event: 'typing', store: false, ...payload({}) }));
        await at.chat.typing(bob, uuid, 4);
        expect(at.mark()).toBe(before);
        expect(at.signals.map(({ topic, memberId }) => [topic, memberId])).toEqual([
          [roomTopic(uuid), ada],
          [roomTopic(uuid), bob],
        ]);
        const [mine, his] = at.signals.map((one) => ({ ...one, sender: 'x', timestamp: 'now' }));
        const typing = { community_member_id: ada, name: 'Ada', parent_message_id: null };
        expect(mine && told('cable', mine)).toEqual(['typing', typing]);
        expect(mine && told('topic', mine)).toEqual(['typing', { event: 'typing', ...typing }]);
        expect(his && told('cable', his)).toMatchObject(['typing', { parent_message_id: 4 }]);
        expect(say(act(ada, uuid, { event: 'wave', store: false }))).toBeUndefined();
        await expect(say(act(cyd, uuid, { event: 'typing', store: false }))).rejects.toMatchObject({
          code: 'forbidden',
        });
      });

      it('has a shape of every event in topic and cable', () => {
        expect(chatShapes.map(({ event }) => event).toSorted()).toEqual(
          Object.keys(chatEvents)
            .map((event) => `chat.${event}`)
            .toSorted(),
        );
        for (const shape of chatShapes) expect(shape.cable).toBeDefined();
      });
    });

    describe('C7 channels', () => {
      const channel = (wanted: string): Channel => {
        const found = chatChannels(at.db, at.chat).find((one) => one.name === wanted);
        if (found === undefined) throw new Error(`no channel ${wanted}`);
        return found;
      };
      const topicOf = async (wanted: string, params: object, memberId = ada): Promise<unknown> => {
        const { params: schema, topic } = channel(wanted);
        const parsed = schema.safeParse(params);
        return parsed.success ? topic?.(parsed.data, principal(memberId)) : 'refused';
      };

      it('leads to the own topics, by number or text, and to nobody else', async () => {
        for (const [wanted, topic] of [
          ['ChatRoomChannel', memberTopic(ada)],
          ['Chats::CommunityMemberThreadsChannel', threadsTopic(ada)],
        ] as const) {
          expect(await topicOf(wanted, { community_member_id: ada })).toBe(topic);
          expect(await topicOf(wanted, { community_member_id: String(ada) })).toBe(topic);
          expect(await topicOf(wanted, {})).toBe(topic);
          expect(await topicOf(wanted, { community_member_id: bob })).toBeUndefined();
          expect(await topicOf(wanted, { community_member_id: '1 or 1' })).toBe('refused');
          expect(await topicOf(wanted, { community_member_id: null })).toBe('refused');
        }
      });

      it('leads to a room by its id or uuid under each name, and lets clients say that they type', async () => {
        const uuid = await at.room([ada, bob]);
        const { id } = await at.chat.findRoom(ada, uuid);
        const topic = roomTopic(uuid);
        for (const params of [
          { chat_room_id: id },
          { chat_room_id: String(id) },
          { chat_room_uuid: uuid },
          { id },
          { id: uuid },
          { uuid },
        ]) {
          expect(await topicOf('Chats::RoomChannel', params)).toBe(topic);
        }
        expect(await topicOf('Chats::RoomChannel', {})).toBeUndefined();
        expect(await topicOf('Chats::RoomChannel', { id: 999_999 })).toBeUndefined();
        expect(await topicOf('Chats::RoomChannel', { id: [1] })).toBe('refused');
        at.signals.length = 0;
        const { actions, params } = channel('Chats::RoomChannel');
        const parsed = params.safeParse({ id });
        await actions?.['typing']?.({
          params: parsed.success ? parsed.data : undefined,
          principal: principal(bob),
          connectionId: 'conn-8',
          data: {},
          transmit: () => {},
          stream: async () => {},
          stopStream: () => {},
        });
        expect(at.signals).toMatchObject([{ topic, memberId: bob }]);
      });
    });
  });
}
