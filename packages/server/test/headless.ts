import { chatEvents, type EventSpec } from '@parley/domains/chat/schema';
import { notificationEvents } from '@parley/domains/notifications/schema';
import type { TestServer } from '@parley/testing';
import { expect } from 'vitest';
import { PlainSocket } from './plain-socket.ts';
import { Reference, type GivenAnswer } from './reference.ts';

export { Reference };

/** An answer of the member API. */
export type HeadlessAnswer = GivenAnswer;

/** The member API as one caller uses it: every answer is held to what the API document says of it. */
export type Call = (request: string, body?: unknown) => Promise<HeadlessAnswer>;

/** A member with an access token. */
export interface HeadlessMember {
  readonly id: number;
  readonly token: string;
  readonly call: Call;
}

/** Where the member API begins. */
export const BASE = '/api/headless/v1';

/** Asks with a token, or without one; a path without a base is below the member API, but for `/metrics`. */
export function caller(
  server: TestServer,
  reference: Reference,
  headers: Readonly<Record<string, string>>,
): Call {
  return async (request, given) => {
    const [method = 'GET', path = '/'] = request.split(' ');
    const isWhole = path.startsWith('/api/') || path === '/metrics';
    const url = isWhole ? path : BASE + path;
    const response = await fetch(server.url + url, {
      method,
      headers: {
        ...headers,
        ...(given === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(given === undefined ? {} : { body: JSON.stringify(given) }),
    });
    const text = await response.text();
    const body = (text === '' ? {} : JSON.parse(text)) as HeadlessAnswer['body'];
    const answer = { status: response.status, body };
    reference.check(method, url, answer);
    return answer;
  };
}

/** Asks as the application's own back end. */
export function backEnd(server: TestServer, reference: Reference): Call {
  return caller(server, reference, { authorization: `Bearer ${server.appToken}` });
}

let made = 0;

/** A member of their own, who has an access token as headless clients have it. */
export async function headlessMember(
  server: TestServer,
  reference: Reference,
  name?: string,
): Promise<HeadlessMember> {
  made += 1;
  const app = backEnd(server, reference);
  const member = await app('POST /api/admin/members', {
    email: `headless${made}@example.com`,
    name: name ?? `Headless ${made}`,
    password: `password ${made}`,
  });
  expect(member.status).toBe(201);
  const id = Number(member.body['id']);
  const issued = await app('POST /api/v1/headless/auth_token', { community_member_id: id });
  const token = String(issued.body['access_token']);
  return { id, token, call: caller(server, reference, { authorization: `Bearer ${token}` }) };
}

/** A socket of the topic protocol that hears these topics from now on. */
export async function listen(
  server: TestServer,
  member: HeadlessMember,
  topics: readonly string[],
): Promise<PlainSocket> {
  const response = await fetch(`${server.url}/ticket`, {
    method: 'POST',
    headers: { authorization: `Bearer ${member.token}`, origin: server.url },
  });
  const { ticket } = (await response.json()) as { ticket: string };
  const socket = await PlainSocket.open(server, ticket);
  for (const [index, topic] of topics.entries()) {
    socket.send({ op: 'subscribe', id: index + 1, topic, history: 0 });
    await socket.next('subscribed');
  }
  return socket;
}

/** The fields of the next event of that name on a topic: those that its schema names, and no others. */
export async function heard(
  socket: PlainSocket,
  topic: string,
  action: string,
): Promise<Readonly<Record<string, unknown>>> {
  const frame = await socket.next(
    'message',
    (found) => found['topic'] === topic && found['action'] === action,
  );
  const { event, message, ...fields } = frame['payload'] as Readonly<Record<string, unknown>>;
  expect(event).toBe(action);
  expect(message).toBe(fields['body']);
  expect({ action, fields: specs[action]?.schema.parse(fields) }).toEqual({ action, fields });
  return fields;
}

const specs: Readonly<Record<string, EventSpec<unknown>>> = {
  ...chatEvents,
  ...notificationEvents,
};

/** The names of the events that came on a topic so far. */
export function actionsOn(socket: PlainSocket, topic: string): string[] {
  return socket.frames
    .filter((frame) => frame['op'] === 'message' && frame['topic'] === topic)
    .map((frame) => String(frame['action']));
}

/** A TipTap document of one paragraph. */
export function text(words: string): { readonly body: Readonly<Record<string, unknown>> } {
  const content = [{ type: 'paragraph', content: [{ type: 'text', text: words }] }];
  return { body: { type: 'doc', content } };
}

/** What a room is for a test. */
export interface Room {
  readonly id: number;
  readonly uuid: string;
  readonly topic: string;
}

/** A private group of these members, made by the first. */
export async function groupOf(
  [owner, ...others]: readonly [HeadlessMember, ...HeadlessMember[]],
  more: Readonly<Record<string, unknown>> = {},
): Promise<Room> {
  const community_member_ids = others.map(({ id }) => id);
  const chat_room = { kind: 'group_chat', name: 'A group', community_member_ids, ...more };
  const { status, body } = await owner.call('POST /messages', { chat_room });
  expect([status, body]).toEqual([201, body]);
  return { id: Number(body['id']), uuid: String(body['uuid']), topic: String(body['topic']) };
}

/** Says something and answers its id. */
export async function say(
  member: HeadlessMember,
  room: Pick<Room, 'uuid'>,
  words: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const { status, body } = await member.call(`POST /messages/${room.uuid}/chat_room_messages`, {
    rich_text_body: text(words),
    ...more,
  });
  expect([status, body]).toEqual([202, body]);
  return Number(body['id']);
}

/** The participation of a member in a room. */
export async function participation(
  asker: HeadlessMember,
  room: Pick<Room, 'uuid'>,
  memberId: number,
): Promise<number> {
  const { body } = await asker.call(`GET /messages/${room.uuid}/chat_room_participants`);
  const records = body['records'] as readonly { id: number; community_member_id: number }[];
  return records.find((one) => one.community_member_id === memberId)?.id ?? 0;
}
