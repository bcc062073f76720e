import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Act, Actor } from '@parley/hub';
import { callAct } from '../chat/call-act.ts';
import { CHAT_EVENT, chatEvents, memberTopic, roomCallTopic } from '../chat/schema.ts';
import { chatTopics, type ChatActs } from '../chat/topics.ts';
import type { OpenChat } from './open-chat.ts';

/** The calls of rooms: who may take part, who is rung up, on whatever engine. */
export function chatCallsSuite(name: string, open: () => Promise<OpenChat>): void {
  describe(name, () => {
    let at: OpenChat;
    let say: Actor;
    let ada: number;
    let bob: number;
    let cyd: number;
    beforeAll(async () => {
      at = await open();
      ada = await at.member('Ada');
      bob = await at.member('Bob');
      cyd = await at.member('Cyd');
      say = callAct({ db: at.db, signal: at.deps.signal, now: () => Date.UTC(2026, 0, 1) });
    });
    afterAll(() => at.close());

    const principal = (memberId: number): Act['principal'] => ({
      memberId,
      profile: { memberId, name: '', role: 'member', color: '' },
      credential: 'session:1',
    });
    const may = (memberId: number, uuid: string, options: ChatActs = {}): unknown =>
      chatTopics(at.db, options)
        .find(({ pattern }) => pattern === 'room-call:{uuid}')
        ?.rule({ principal: principal(memberId), topic: roomCallTopic(uuid), params: { uuid } });
    const act = (memberId: number, uuid: string, event: string, more: Partial<Act> = {}): Act => ({
      principal: principal(memberId),
      connectionId: 'c1',
      topic: roomCallTopic(uuid),
      params: { uuid },
      event,
      payload: '{}',
      store: false,
      ...more,
    });
    const direct = async (): Promise<string> => {
      const chat_room = { kind: 'direct', community_member_ids: [bob] } as const;
      return (await at.chat.createRoom(ada, { chat_room })).uuid;
    };
    const rung = (since: number): unknown[] =>
      at.signals.slice(since).map(({ topic, event, payload }) => {
        const name = event.replace(CHAT_EVENT, '') as 'callRinging';
        return [topic, name, chatEvents[name].schema.parse(JSON.parse(payload))];
      });

    it('lets those in a room onto its call, nobody else, and not for longer than they are in it', async () => {
      const uuid = await at.room([ada, bob]);
      const granted = {
        publish: true,
        history: false,
        presence: true,
        whisper: false,
        seats: { most: 8 },
      };
      expect(await may(ada, uuid)).toMatchObject(granted);
      expect(await may(bob, uuid)).toMatchObject(granted);
      expect(await may(bob, uuid, { callParticipants: 3 })).toMatchObject({ seats: { most: 3 } });
      const missing = await may(ada, '00000000-0000-4000-8000-000000000000');
      expect(missing).toMatchObject({ refused: 'forbidden' });
      expect(await may(cyd, uuid)).toEqual(missing);
      expect(await may(ada, 'a\u0000b')).toEqual(missing);
      const own = (await at.chat.findRoom(bob, uuid)).current_participant?.id ?? 0;
      await at.chat.removeParticipant(bob, uuid, own);
      expect(await may(bob, uuid)).toEqual(missing);
      const { messages } = await at.db.log.read({
        topic: roomCallTopic(uuid),
        limit: 10,
        internal: true,
        after: 0,
      });
      expect(messages.map(({ event, payload }) => [event, JSON.parse(payload)])).toEqual([
        ['parley.removed', { memberId: bob }],
      ]);
    });

    it('keeps those out of an open room’s call who only read it', async () => {
      const uuid = await at.room([ada], { access: 'open' });
      expect(await may(bob, uuid)).toMatchObject({ refused: 'forbidden' });
      await at.chat.addParticipants(bob, uuid, [bob]);
      expect(await may(bob, uuid)).toMatchObject({ publish: true });
    });

    const ring = (call_id: unknown): Partial<Act> => ({ payload: JSON.stringify({ call_id }) });

    it('rings at both members of a direct room, and tells of answer, refusal and giving up', async () => {
      const uuid = await direct();
      const since = at.signals.length;
      await say(act(ada, uuid, 'ring', ring('one')));
      await say(act(bob, uuid, 'busy'));
      await say(act(bob, uuid, 'decline'));
      await say(act(bob, uuid, 'answer'));
      await say(act(ada, uuid, 'cancel', { payload: '{"missed":true}' }));
      const by = (id: number, name: string): object => ({
        chat_room_uuid: uuid,
        community_member_id: id,
        name,
      });
      const both = (event: string, notice: object): unknown[] =>
        [ada, bob].map((id) => [memberTopic(id), event, notice]);
      expect(rung(since)).toEqual([
        ...both('callRinging', {
          ...by(ada, 'Ada'),
          call_id: 'one',
          expires_in: 8000,
          gives_up_after: 45_000,
        }),
        ...both('callBusy', by(bob, 'Bob')),
        ...both('callDeclined', by(bob, 'Bob')),
        ...both('callAnswered', by(bob, 'Bob')),
        ...both('callCancelled', { ...by(ada, 'Ada'), missed: true }),
      ]);
    });

    it('rings again and again for one call, and not without saying which', async () => {
      const uuid = await direct();
      const since = at.signals.length;
      await say(act(ada, uuid, 'ring', ring('one')));
      await say(act(ada, uuid, 'ring', ring('one')));
      const rings = rung(since);
      expect(rings).toHaveLength(4);
      expect(rings.slice(2)).toEqual(rings.slice(0, 2));
      for (const id of [undefined, '', 7, 'x'.repeat(129)]) {
        await expect(say(act(ada, uuid, 'ring', ring(id)))).rejects.toMatchObject({
          code: 'bad_request',
        });
      }
      expect(rung(since)).toHaveLength(4);
    });

    it('rings for as long as the operator says', async () => {
      const uuid = await direct();
      const { db, deps } = at;
      for (const [callRinging, expires_in] of [
        [90_000, 8000],
        [5000, 5000],
      ] as const) {
        const since = at.signals.length;
        await callAct({ db, signal: deps.signal, callRinging })(
          act(ada, uuid, 'ring', ring('one')),
        );
        const told = { expires_in, gives_up_after: callRinging };
        expect(rung(since)[0]).toEqual([
          memberTopic(ada),
          'callRinging',
          expect.objectContaining(told),
        ]);
      }
    });

    it('rings nobody in a group, nor for who is not in the room', async () => {
      const group = await at.room([ada, bob]);
      const uuid = await direct();
      const since = at.signals.length;
      const one = ring('one');
      await expect(say(act(ada, group, 'ring', one))).rejects.toMatchObject({
        code: 'bad_request',
        message: expect.stringContaining('direct'),
      });
      await expect(say(act(cyd, uuid, 'ring', one))).rejects.toMatchObject({ code: 'forbidden' });
      expect(rung(since)).toEqual([]);
    });

    it('leaves signalling as it is, stores nothing, and lets nobody look like the server', async () => {
      const uuid = await direct();
      expect(say(act(ada, uuid, 'rtc', { payload: '{"target":"c2"}' }))).toBeUndefined();
      expect(say(act(ada, uuid, 'ring', { store: true }))).toBeUndefined();
      expect(() => say(act(ada, uuid, 'callRinging'))).toThrow('server alone');
      const payload = '{"event":"newMessage"}';
      expect(() => say(act(ada, uuid, 'rtc', { payload }))).toThrow('server alone');
    });
  });
}
