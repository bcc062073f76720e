import { memberTopic, roomTopic, threadsTopic } from '@parley/domains/chat/schema';
import type { MessageView } from '@parley/domains/chat/schema';
import { notificationTopic } from '@parley/domains/notifications/schema';
import { describe, expect, it } from 'vitest';
import type { Client } from '../client-api.ts';
import { world, type World } from '../testing/setup.ts';
import { onChatRooms, onChatThreads, onNotifications } from './member.ts';
import { chatRoom, type ChatRoomHandlers } from './room.ts';

function view(id: number, body: string, creation = `c-${id}`): MessageView {
  return {
    id,
    chat_room_uuid: 'u',
    chat_room_kind: 'group_chat',
    chat_room_participant_id: 1,
    body,
    rich_text_body: { body: { type: 'doc', content: [] }, circle_ios_fallback_text: body },
    sent_at: '2026-01-01T00:00:00.000Z',
    created_at: '2026-01-01T00:00:00.000Z',
    sender: {
      community_member_id: 2,
      name: 'Ben',
      role: 'member',
      color: '#123456',
      avatar_url: null,
    },
    creation_uuid: creation,
    chat_thread_id: null,
    parent_message_id: null,
    lesson_id: null,
    edited_at: null,
    deleted_at: null,
    replies_count: 0,
    chat_thread_replies_count: 0,
    total_thread_participants_count: 0,
    thread_participants_preview: [],
    reactions: [],
    offset: id,
  };
}

interface Opened extends World {
  readonly me: Client;
  /** Publishes as the domain does. */
  readonly tell: (event: string, fields: object, action?: string) => Promise<unknown>;
  /** Says something in passing, as members may. */
  readonly pass: (action: string, payload: object) => Promise<unknown>;
  readonly benId: string;
}

async function open(): Promise<Opened> {
  const made = world();
  const me = made.client(1);
  const domain = made.client(2);
  for (const client of [me, domain]) client.connect();
  domain.subscribe('room:u', () => {});
  await made.settle();
  return {
    ...made,
    me,
    benId: domain.connectionId,
    async tell(event, fields, action = event) {
      const done = domain.transmit(true, action, 'room:u', { ...fields, event });
      await made.settle();
      return done;
    },
    async pass(action, payload) {
      const done = domain.transmit(false, action, 'room:u', payload);
      await made.settle();
      return done;
    },
  };
}

function heard(): { readonly told: string[]; readonly handlers: ChatRoomHandlers } {
  const told: string[] = [];
  return {
    told,
    handlers: {
      newMessage: ({ id, body }) => told.push(`new ${id} ${body}`),
      updatedMessage: ({ id, body }) => told.push(`updated ${id} ${body}`),
      deletedMessage: ({ id }) => told.push(`deleted ${id}`),
      chatRoomUpdated: ({ chat_room_name }) => told.push(`room ${chat_room_name}`),
      typing: ({ name }) => told.push(`${name} types`),
      pending: (list) => told.push(`pending ${list.map((p) => `${p.body} ${p.state}`).join()}`),
    },
  };
}

describe('a room that is open', () => {
  it('tells each event by its name, in their order, whatever the action was called', async () => {
    const { me, tell, settle } = await open();
    const { told, handlers } = heard();
    chatRoom(me, 'u', handlers);
    await settle();
    await tell('newMessage', view(1, 'Hello'), 'stored-message');
    await tell('updatedMessage', view(1, 'Hello!'));
    await tell('chatRoomUpdated', { chat_room_name: 'Quiet corner' });
    await tell('deletedMessage', { id: 1, parent_message: null });
    expect(told).toEqual(['new 1 Hello', 'updated 1 Hello!', 'room Quiet corner', 'deleted 1']);
  });

  it('does not take for an event what another client says in passing', async () => {
    const { me, pass, settle } = await open();
    const { told, handlers } = heard();
    chatRoom(me, 'u', handlers);
    await settle();
    await pass('newMessage', { ...view(1, 'Forged'), event: 'newMessage' });
    await pass('typing', { event: 'typing', community_member_id: 1, name: 'Not Ben' });
    await pass('typing', { event: 'typing', community_member_id: 2, name: 'Ben' });
    expect(told).toEqual(['Ben types']);
  });

  it('brings nothing of the past, and after a drop what was missed', async () => {
    const { me, server, clock, tell, settle } = await open();
    await tell('newMessage', view(1, 'before'));
    const { told, handlers } = heard();
    chatRoom(me, 'u', handlers);
    await settle();
    server.open[0]?.cut();
    await tell('newMessage', view(2, 'meanwhile'));
    await clock.advanceAsync(2_000);
    expect(told).toEqual(['new 2 meanwhile']);
  });

  it('is not disturbed by payloads that are no events, or that name what is no handler', async () => {
    const { me, tell, settle } = await open();
    const { told, handlers } = heard();
    chatRoom(me, 'u', handlers);
    await settle();
    await tell('ready', { position: 'nowhere' });
    await tell('toString', {});
    await tell('newMessage', view(3, 'still here'));
    expect(told).toEqual(['new 3 still here']);
  });
});

describe('what is sent to a room', () => {
  it('is pending from the first moment until its event comes, without a gap', async () => {
    const { me, tell, settle, server } = await open();
    const { told, handlers } = heard();
    const room = chatRoom(me, 'u', handlers);
    await settle();
    const { id, receipt } = room.send({ body: 'Hi' });
    expect(room.pending).toMatchObject([{ id, body: 'Hi', state: 'sending' }]);
    await settle();
    await expect(receipt).resolves.toMatchObject({ position: { offset: 1 } });
    expect(server.log('room:u').messages[0]).toMatchObject({
      action: 'newMessage',
      payload: { body: 'Hi' },
    });
    // Stored, and its event is still to come.
    expect(room.pending).toMatchObject([{ id, state: 'sending' }]);
    await tell('newMessage', view(1, 'Hi', id));
    expect(room.pending).toEqual([]);
    expect(told.filter((line) => line === 'pending ')).toEqual(['pending ']);
    expect(told.at(-2)).toBe('new 1 Hi');
  });

  it('leaves pending when it is refused, and is returned', async () => {
    const { me, settle, server } = await open();
    server.refuse = (frame) => (frame.op === 'transmit' ? 'forbidden' : undefined);
    const lost: unknown[] = [];
    me.on('undelivered', ({ message }) => lost.push(message.payload));
    const room = chatRoom(me, 'u', {});
    await settle();
    const { receipt } = room.send({ body: 'No' });
    await expect(receipt).rejects.toMatchObject({ code: 'forbidden' });
    await settle();
    expect(room.pending).toEqual([]);
    expect(lost).toEqual([{ body: 'No' }]);
  });

  it('waits for the connection, and can be taken back', async () => {
    const { me, settle } = await open();
    const room = chatRoom(me, 'u', {});
    await settle();
    me.disconnect();
    const { receipt } = room.send({ body: 'Later', parent_message_id: 7 });
    expect(room.pending).toMatchObject([{ state: 'waiting', parent_message_id: 7 }]);
    room.pending[0]?.cancel();
    await expect(receipt).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(room.pending).toEqual([]);
  });

  it('is not pending for ever when its event is in the past that was skipped', async () => {
    const { me, settle, server, clock } = await open();
    const room = chatRoom(me, 'u', {});
    await settle();
    await room.send({ body: 'Hi' }).receipt;
    expect(room.pending).toHaveLength(1);
    server.open[0]?.cut();
    await clock.advanceAsync(2_000);
    expect(room.pending).toEqual([]);
  });
});

describe("a member's own topics", () => {
  it('are those of the domains', async () => {
    const { client, settle } = world();
    const me = client(7);
    me.connect();
    const topics = [
      onChatRooms(me, 7, {}),
      onChatThreads(me, 7, {}),
      onNotifications(me, 7, {}),
      chatRoom(me, 'x', {}),
    ].map(({ topic }) => topic);
    await settle();
    expect(topics).toEqual([memberTopic(7), threadsTopic(7), notificationTopic(7), roomTopic('x')]);
  });

  it('tell typed events, and of the topic itself', async () => {
    const { client, settle } = world();
    const [me, domain] = [client(7), client(8)];
    const told: string[] = [];
    for (const each of [me, domain]) each.connect();
    onNotifications(me, 7, {
      newNotification: ({ text }) => told.push(text),
      ready: () => told.push('ready'),
    });
    domain.subscribe(notificationTopic(7), () => {});
    await settle();
    const payload = { event: 'newNotification', text: 'Ben mentioned you' };
    await domain.transmit(true, 'newNotification', notificationTopic(7), payload);
    await settle();
    expect(told).toEqual(['ready', 'Ben mentioned you']);
  });
});
