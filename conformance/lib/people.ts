import { WebSocket } from 'ws';
import type { TestServer } from '@parley/testing';

/** An answer of the server. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the server; bodies are JSON. */
export async function ask(
  { url }: Pick<TestServer, 'url'>,
  token: string,
  request: string,
  body?: unknown,
): Promise<Answer> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  };
}

/** A member as a headless client holds one. */
export interface Person {
  readonly id: number;
  readonly token: string;
  readonly refreshToken: string;
}

let made = 0;

/** Makes a member and asks for their tokens, as the application's back end does. */
export async function newPerson(server: TestServer): Promise<Person> {
  made += 1;
  const account = {
    email: `p${made}@example.com`,
    name: `P ${made}`,
    password: `password ${made}`,
  };
  const member = await expecting(201, server, server.appToken, 'POST /api/admin/members', account);
  const id = Number(member['id']);
  const issued = await expecting(200, server, server.appToken, 'POST /api/v1/headless/auth_token', {
    community_member_id: id,
  });
  return {
    id,
    token: String(issued['access_token']),
    refreshToken: String(issued['refresh_token']),
  };
}

/** A chat room. */
export interface Room {
  readonly id: number;
  readonly uuid: string;
  readonly owner: Person;
}

/** A room of these members, made by the first. */
export async function newRoom(
  server: TestServer,
  [owner, ...others]: readonly [Person, ...Person[]],
  kind: 'group_chat' | 'embedded' = 'group_chat',
): Promise<Room> {
  const chat_room = { kind, name: 'A room', community_member_ids: others.map(({ id }) => id) };
  const body = await expecting(201, server, owner.token, 'POST /api/headless/v1/messages', {
    chat_room,
  });
  return { id: Number(body['id']), uuid: String(body['uuid']), owner };
}

/** What is said beside the words. */
export interface Manner {
  readonly by?: Person;
  readonly parent?: number;
  readonly creationUuid?: string;
}

/** Posts a message and answers what the server says of it. */
export function post(
  server: TestServer,
  room: Room,
  words: string,
  { by = room.owner, parent, creationUuid }: Manner = {},
): Promise<Answer['body']> {
  const content = [{ type: 'paragraph', content: [{ type: 'text', text: words }] }];
  const path = `/api/headless/v1/messages/${room.uuid}/chat_room_messages`;
  return expecting(202, server, by.token, `POST ${path}`, {
    rich_text_body: { body: { type: 'doc', content } },
    ...(parent === undefined ? {} : { parent_message_id: parent }),
    ...(creationUuid === undefined ? {} : { creation_uuid: creationUuid }),
  });
}

/** Posts a message while the server may be away: again, under the same name, until it is taken. */
export async function postSurely(server: TestServer, room: Room, words: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await post(server, room, words, { creationUuid: `surely-${room.id}-${words}` });
      return;
    } catch (error) {
      if (tries > 1000) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }
}

/** Takes a member out of a room. */
export async function remove(server: TestServer, room: Room, { id }: Person): Promise<void> {
  const path = `/api/headless/v1/messages/${room.uuid}/chat_room_participants`;
  const list = await expecting(200, server, room.owner.token, `GET ${path}`);
  const records = list['records'] as readonly { id: number; community_member_id: number }[];
  const one = records.find((record) => record.community_member_id === id);
  const { status } = await ask(server, room.owner.token, `DELETE ${path}/${one?.id}`);
  if (status >= 300) throw new Error(`Not removed: ${status}`);
}

async function expecting(
  wanted: number,
  ...question: Parameters<typeof ask>
): Promise<Answer['body']> {
  const { status, body } = await ask(...question);
  if (status !== wanted) throw new Error(`${question[2]}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** The cable's address. */
export function cableUrl({ url }: Pick<TestServer, 'url'>): string {
  return `${url.replace('http', 'ws')}/cable`;
}

/** A WebSocket for clients that know no headers: it carries a token as programs carry it. */
export function socketOf(token: string): typeof globalThis.WebSocket {
  class TokenSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } });
    }
  }
  // The library's class is the browser's as far as clients use it.
  return TokenSocket as typeof WebSocket & typeof globalThis.WebSocket;
}
