import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChat } from '@parley/domains/chat';
import { createSocial } from '@parley/domains/social';
import type { Database } from '@parley/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextOf } from '../src/graphql/context.ts';
import { makeEngine, type GraphqlEngine } from '../src/graphql/yoga.ts';
import { createParley, type Parley } from '../src/index.ts';
import { RateLimiter } from '../src/rest/rate-limiter.ts';

/** Looks on as queries are made. */
type Plugin = Parameters<Database['read']['withPlugin']>[0];

const CHATS = `{
  getChats {
    id unread
    chatroomUsers { id username name }
    messages { id content date read sender { id username } }
    lastMessage { id content read sender { username } }
  }
}`;

let folder: string;
let parley: Parley;
let engine: GraphqlEngine;
let me: number;
let others: readonly { readonly id: number; readonly username: string }[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-graphql-'));
  parley = await createParley({
    dataDir: folder,
    logLevel: 'silent',
    web: null,
    signUp: 'open',
  });
  engine = await makeEngine({ development: true, log: () => {} });
  const make = async (username: string) => {
    const body = { username, name: username, password: 'a good password' };
    return { id: (await parley.identity.createUser(body)).id, username };
  };
  me = (await make('seeker')).id;
  const made: { id: number; username: string }[] = [];
  for (let n = 0; n < 12; n += 1) made.push(await make(`other${n}`));
  others = made;
});
afterAll(async () => {
  await parley.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The database, and how many queries were made of it by hand of `read`. */
function counted(db: Database): { readonly db: Database; readonly queries: () => number } {
  let queries = 0;
  const plugin: Plugin = {
    transformQuery: ({ node }) => {
      queries += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const read = db.read.withPlugin(plugin);
  const watched = new Proxy(db, {
    get: (target, key) => {
      if (key === 'read') return read;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { db: watched, queries: () => queries };
}

/** Asks as a member, with an emitter that only notes what it is given. */
async function run(query: string, variables: object = {}, memberId = me) {
  const { db, queries } = counted(parley.db);
  const emitted: unknown[][] = [];
  const profile = { memberId, name: '', role: 'member', color: '' };
  const context = contextOf(
    {
      identity: parley.identity,
      chat: createChat({ db, signal: () => {} }),
      social: createSocial({ db }),
      emitter: { toMembers: (...args) => void emitted.push(args) },
      limiter: new RateLimiter({ now: () => 0 }),
    },
    {
      caller: {
        principal: { memberId, profile, credential: 'session:1' },
        member: { id: memberId, name: '', email: null, role: 'member', color: '' },
        expiresAt: Infinity,
      },
      address: '127.0.0.1',
      keepKey: () => {},
      dropKey: () => undefined,
    },
  );
  const response = await engine.fetch(
    'http://localhost/graphql',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    },
    context,
  );
  const { data, errors } = (await response.json()) as {
    data: Record<string, unknown> | null;
    errors?: unknown;
  };
  expect(errors).toBeUndefined();
  return { data, emitted, queries: queries() };
}

const LOCATION = 'mutation ($u: String!) { getLocation(username: $u) { id } }';
const room = async (username: string): Promise<string> => {
  const { data } = await run(LOCATION, { u: username });
  const found = data?.['getLocation'] as { id: string } | undefined;
  return found?.id ?? '';
};

describe('GraphQL asks the database', () => {
  it('as often for twelve conversations with thirty messages as for one', async () => {
    const chat = createChat({ db: parley.db, signal: () => {} });
    const costs: number[] = [];
    for (const [index, other] of others.entries()) {
      const id = await room(other.username);
      for (let n = 0; n < 3; n += 1) {
        await chat.send({ memberId: n % 2 === 0 ? other.id : me }, id, { body: `${index}-${n}` });
      }
      await chat.markRoomRead(me, id);
      const { data, queries } = await run(CHATS);
      const chats = data?.['getChats'] as {
        messages: { content: string; read: boolean }[];
        chatroomUsers: { username: string }[];
      }[];
      expect(chats).toHaveLength(index + 1);
      expect(chats[0]?.messages.map(({ content, read }) => [content, read])).toEqual([
        [`${index}-2`, true],
        [`${index}-1`, false],
        [`${index}-0`, true],
      ]);
      expect(chats[0]?.chatroomUsers[1]?.username).toBe(other.username);
      costs.push(queries);
    }
    // With one room as with twelve: nothing is looked up room by room, or message by message.
    expect(new Set(costs).size).toBe(1);
    expect(costs[0]).toBeLessThanOrEqual(15);
  });

  it('only for what is asked for', async () => {
    const all = await run(CHATS);
    const bare = await run('{ getChats { id } }');
    expect(bare.queries).toBeLessThan(all.queries);
  });
});

describe('D7 resolvers reach the sockets', () => {
  it('only through the emitter that they are handed', async () => {
    const [first] = others;
    if (first === undefined) throw new Error('nobody');
    const id = await room(first.username);
    const { emitted } = await run(LOCATION, { u: first.username });
    expect(emitted).toEqual([
      [
        [me, first.id],
        'updatedChat',
        expect.objectContaining({
          id,
          messages: expect.any(Array),
          lastMessage: expect.any(Object),
        }),
      ],
    ]);
    const send = await run(
      'mutation ($c: ID!) { sendMessage(chatroom: $c, content: "x") { id } }',
      { c: id },
    );
    // Through the hub, to every language alike.
    expect(send.emitted).toEqual([]);
  });
});
