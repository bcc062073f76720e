import { startParley, type TestServer } from '@parley/testing';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './people.ts';
import { Heard, newPerson, settled, type SocialPerson } from './social.ts';

interface Room {
  readonly id: string;
  readonly chatroomUsers: readonly { readonly id: number; readonly username: string }[];
  readonly messages: readonly Message[];
  readonly lastMessage: Message | null;
}
interface Message {
  readonly id: number;
  readonly content: string;
  readonly read: boolean;
}

const LOCATION = `mutation ($u: String!) { getLocation(username: $u) { id } }`;
const SEND = `mutation ($c: ID!, $t: String!, $k: MessageType) {
  sendMessage(chatroom: $c, content: $t, type: $k) {
    id sender { id username name } content type date read
  }
}`;
const EDIT = `mutation ($c: ID!, $m: Int!, $e: MessageEdit!) {
  editMessage(chatroom: $c, message: $m, edit: $e) { id content read type }
}`;
const FOLLOW = `mutation ($u: String!) { followUnfollowUser(username: $u) }`;
const CHATROOM = `query ($c: ID!) {
  getChatroomData(chatId: $c) {
    id chatroomUsers { id username name } messages { id content read type } lastMessage { id }
  }
}`;

let server: TestServer;
const people: SocialPerson[] = [];
beforeAll(async () => {
  server = await startParley({ env: { PARLEY_SIGN_UP: 'open', PARLEY_TRUST_PROXY: '1' } });
});
afterAll(() => server.stop());
afterEach(() => {
  for (const person of people.splice(0)) person.close();
});

const person = async (name: string): Promise<SocialPerson> => {
  const made = await newPerson(server, name);
  people.push(made);
  return made;
};
const two = async () => {
  const [ada, bob] = [await person('Ada'), await person('Bob')];
  const room = await ada.ask<Room>(LOCATION, { u: bob.username });
  return { ada, bob, room: room.id };
};

describe('D4 sendMessage', () => {
  it('stores, and reaches every live socket of all participants, and nobody else', async () => {
    const { ada, bob, room } = await two();
    const eve = await person('Eve');
    const here = await ada.socket();
    const there = await Promise.all([bob.socket(), bob.socket()]);
    const stranger = await eve.socket();
    const sent = await ada.ask<Message>(SEND, { c: room, t: 'Hello' });
    expect(sent).toEqual({
      id: expect.any(Number),
      sender: { id: ada.id, username: ada.username, name: 'Ada Test' },
      content: 'Hello',
      type: 'message',
      date: expect.stringMatching(/Z$/u),
      read: false,
    });
    for (const { heard } of [here, ...there]) {
      const [message, meta] = await heard.next('chatroom');
      expect(message).toEqual({ ...sent, chatroom: room });
      expect(meta).toMatchObject({ offset: expect.any(Number) });
      expect((await heard.next('updatedChat'))[0]).toMatchObject({
        id: room,
        lastMessage: { id: sent.id, content: 'Hello' },
      });
    }
    await settled(stranger.socket);
    expect(stranger.heard.of('chatroom')).toEqual([]);
    expect(stranger.heard.of('updatedChat')).toEqual([]);
    const stored = await bob.ask<Room>(CHATROOM, { c: room });
    expect(stored.messages).toMatchObject([{ id: sent.id, content: 'Hello', read: false }]);
  });

  it('refuses who is not in the conversation, in every mutation and query of it', async () => {
    const { ada, room } = await two();
    const eve = await person('Eve');
    const { id } = await ada.ask<Message>(SEND, { c: room, t: 'Private' });
    for (const [query, variables] of [
      [SEND, { c: room, t: 'Hi' }],
      [EDIT, { c: room, m: id, e: 'delete' }],
      [EDIT, { c: room, m: id, e: 'read' }],
      [CHATROOM, { c: room }],
    ] as const) {
      const { errors, text } = await eve.try(query, variables);
      expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['not_found']);
      expect(text).not.toContain('Private');
    }
    expect((await ada.ask<Room>(CHATROOM, { c: room })).messages).toHaveLength(1);
  });

  it('takes pictures and files by their address, and no other', async () => {
    const { ada, bob, room } = await two();
    const { heard } = await bob.socket();
    const picture = 'https://example.com/cat.png';
    await ada.ask(SEND, { c: room, t: picture, k: 'image' });
    expect((await heard.next('chatroom'))[0]).toMatchObject({ content: picture, type: 'image' });
    await ada.ask(SEND, { c: room, t: '/files/plan.pdf', k: 'file' });
    expect((await heard.next('chatroom'))[0]).toMatchObject({ type: 'file' });
    for (const t of ['javascript:alert(1)', '//evil.test/a.png', 'no address', '']) {
      const { errors } = await ada.try(SEND, { c: room, t, k: 'image' });
      expect(errors?.[0]?.extensions?.['code']).toBe('invalid');
    }
    expect((await ada.ask<Room>(CHATROOM, { c: room })).messages).toHaveLength(2);
  });

  it('a repeat with the same client id is stored once', async () => {
    const { ada, room } = await two();
    const query = `mutation ($c: ID!) {
      sendMessage(chatroom: $c, content: "Once", clientId: "one") { id }
    }`;
    const first = await ada.ask<Message>(query, { c: room });
    expect(await ada.ask<Message>(query, { c: room })).toEqual(first);
    expect((await ada.ask<Room>(CHATROOM, { c: room })).messages).toHaveLength(1);
  });
});

describe('D5 getLocation', () => {
  it('gives the two one room, whoever asks and however many at once', async () => {
    const [ada, bob] = [await person('Ada'), await person('Bob')];
    const rooms = await Promise.all(
      [ada, bob, ada, bob].map((one) =>
        one.ask<Room>(LOCATION, { u: (one === ada ? bob : ada).username }),
      ),
    );
    expect(new Set(rooms.map(({ id }) => id)).size).toBe(1);
    const chats = await ada.ask<Room[]>('{ getChats { id chatroomUsers { username } } }');
    expect(chats).toEqual([
      {
        id: rooms[0]?.id,
        chatroomUsers: [{ username: ada.username }, { username: bob.username }],
      },
    ]);
  });

  it('tells both, of a new room and of one that was there', async () => {
    const [ada, bob] = [await person('Ada'), await person('Bob')];
    const both = [await ada.socket(), await bob.socket()];
    const { id } = await ada.ask<Room>(LOCATION, { u: bob.username });
    for (const { heard } of both) {
      const room = (await heard.next('updatedChat'))[0] as Room;
      expect(room).toMatchObject({ id, messages: [], lastMessage: null });
      expect(room.chatroomUsers.map((user) => user.username).toSorted()).toEqual(
        [ada.username, bob.username].toSorted(),
      );
    }
    await bob.ask(LOCATION, { u: ada.username.toUpperCase() });
    for (const { heard, socket } of both) {
      expect((await heard.next('updatedChat'))[0]).toMatchObject({ id });
      await settled(socket);
      expect(heard.of('updatedChat')).toHaveLength(2);
    }
  });

  it('is with somebody else who is there', async () => {
    const ada = await person('Ada');
    const codes = async (u: string) =>
      (await ada.try(LOCATION, { u })).errors?.map(({ extensions }) => extensions?.['code']);
    expect(await codes(ada.username)).toEqual(['invalid']);
    expect(await codes('nobody.at.all')).toEqual(['not_found']);
    expect(await codes('x'.repeat(300))).toEqual(['invalid']);
  });
});

describe('D6 followUnfollowUser', () => {
  it('tells the followed, on all their sockets, exactly once, under both names', async () => {
    const [ada, bob] = [await person('Ada'), await person('Bob')];
    const sockets = [await bob.socket(), await bob.socket()];
    const own = await ada.socket();
    expect(await ada.ask(FOLLOW, { u: bob.username })).toBe('followed');
    for (const { heard } of sockets) {
      const [event] = await heard.next('Followed');
      expect(event).toEqual({
        id: expect.any(Number),
        follower: { id: ada.id, name: 'Ada Test', username: ada.username },
      });
      expect((await heard.next('followed'))[0]).toEqual(event);
    }
    // Taking it back, becoming friends and ending that tell nobody.
    expect(await ada.ask(FOLLOW, { u: bob.username })).toBe('unfollowed');
    expect(await bob.ask(FOLLOW, { u: ada.username })).toBe('followed');
    expect(await ada.ask(FOLLOW, { u: bob.username })).toBe('befriended');
    expect(await ada.ask(FOLLOW, { u: bob.username })).toBe('unfriended');
    expect(await ada.ask(FOLLOW, { u: ada.username })).toBe('nothing');
    expect(await ada.ask(FOLLOW, { u: 'nobody.at.all' })).toBe('nothing');
    await own.heard.next('Followed');
    for (const { socket, heard } of [...sockets, own]) {
      await settled(socket);
      expect(heard.of('Followed')).toHaveLength(1);
    }
  });

  it('who was away finds the request, and answers it', async () => {
    const [ada, bob, cyd] = [await person('Ada'), await person('Bob'), await person('Cyd')];
    await ada.ask(FOLLOW, { u: bob.username });
    await cyd.ask(FOLLOW, { u: bob.username });
    const pending = await bob.ask<{ id: number; follower: { username: string } }[]>(
      '{ getPending { id follower { username } date } }',
    );
    expect(pending.map(({ follower }) => follower.username)).toEqual([cyd.username, ada.username]);
    const answer = `mutation ($r: Int!, $a: PendingAction!) { pendingRequest(request: $r, action: $a) }`;
    expect(await bob.ask(answer, { r: pending[1]?.id, a: 'add' })).toBe('befriended');
    expect(await bob.ask(answer, { r: pending[0]?.id, a: 'remove' })).toBe('unfollowed');
    const info = `query ($u: String!) {
      getPublicInfo(username: $u) { username status followers following friends }
    }`;
    expect(await bob.ask(info, { u: ada.username })).toEqual({
      username: ada.username,
      status: 'Friends',
      followers: 1,
      following: 1,
      friends: 1,
    });
    expect(await cyd.ask(info, { u: bob.username })).toMatchObject({ status: 'Follow' });
    expect(await bob.ask('{ getFriends { username } }')).toEqual([{ username: ada.username }]);
    const found = `query ($q: String!) { getUserSearchResults(query: $q) { username status } }`;
    expect(await bob.ask(found, { q: ada.username })).toEqual([
      { username: ada.username, status: 'Friends' },
    ]);
  });
});

describe('D7 editMessage', () => {
  it('read, unread and deleted: all hear the message anew', async () => {
    const { ada, bob, room } = await two();
    const { id } = await ada.ask<Message>(SEND, { c: room, t: 'Read me' });
    const both = [await ada.socket(), await bob.socket()];
    const edits = [
      [bob, 'read', { content: 'Read me', read: true }],
      [bob, 'unread', { content: 'Read me', read: false }],
      [bob, 'read', { content: 'Read me', read: true }],
      [ada, 'delete', { content: 'This message has been deleted', type: 'message' }],
    ] as const;
    for (const [who, edit, expected] of edits) {
      expect(await who.ask(EDIT, { c: room, m: id, e: edit })).toMatchObject({ id, ...expected });
      for (const { heard } of both) {
        expect((await heard.next('chatroom'))[0]).toMatchObject({
          id,
          chatroom: room,
          ...expected,
        });
      }
    }
    expect((await bob.ask<Room>(CHATROOM, { c: room })).messages).toMatchObject([
      { id, content: 'This message has been deleted' },
    ]);
  });

  it('only the sender deletes', async () => {
    const { ada, bob, room } = await two();
    const { id } = await ada.ask<Message>(SEND, { c: room, t: 'Mine' });
    const { heard, socket } = await ada.socket();
    const { errors } = await bob.try(EDIT, { c: room, m: id, e: 'delete' });
    expect(errors?.[0]?.extensions?.['code']).toBe('forbidden');
    await settled(socket);
    expect(heard.of('chatroom')).toEqual([]);
    expect((await ada.ask<Room>(CHATROOM, { c: room })).messages).toMatchObject([
      { content: 'Mine' },
    ]);
  });

  it('what is edited or deleted by REST is heard, too', async () => {
    const { ada, bob, room } = await two();
    const { id } = await ada.ask<Message>(SEND, { c: room, t: 'First' });
    const { heard } = await bob.socket();
    const authorization = `Bearer ${server.appToken}`;
    const minted = await ask(
      server,
      null,
      'POST /api/admin/tokens',
      { memberId: ada.id },
      { authorization },
    );
    const headers = { authorization: `Bearer ${String(minted.body['token'])}` };
    const path = `/api/headless/v1/messages/${room}/chat_room_messages/${id}`;
    const put = await ask(server, null, `PUT ${path}`, { body: 'Second' }, headers);
    expect(put.status).toBe(200);
    expect((await heard.next('chatroom'))[0]).toMatchObject({ id, content: 'Second' });
    await ask(server, null, `DELETE ${path}`, undefined, headers);
    expect((await heard.next('chatroom'))[0]).toMatchObject({
      id,
      content: 'This message has been deleted',
    });
  });
});

describe('D1 who is not let in', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });

  it('hears nothing of what is said, whatever it offered as a secret', async () => {
    const { ada, bob, room } = await two();
    const offers: unknown[] = [
      { id: bob.id },
      { id: bob.id, secretkey: '' },
      { id: bob.id, secretkey: null },
      { id: bob.id, secretkey: ['a'] },
      { id: bob.id, secretkey: { length: 43 } },
      { id: bob.id, secretkey: ada.secretkey },
      JSON.parse('{"__proto__": {"id": 1, "secretkey": "x"}}'),
      null,
    ];
    const refused: { socket: Socket; heard: Heard }[] = [];
    for (const offer of offers) {
      const socket = io(server.url, { forceNew: true });
      sockets.push(socket);
      const heard = new Heard(socket);
      socket.emit('initialConnection', offer);
      expect(await heard.next('auth')).toEqual([false]);
      refused.push({ socket, heard });
    }
    const good = await bob.socket();
    await ada.ask(SEND, { c: room, t: 'For Bob' });
    await good.heard.next('chatroom');
    for (const { heard } of refused) expect(heard.of('chatroom')).toEqual([]);
  });
});
