import { startParley, SwallowProxy, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { AnyClient, soon, type AnySubscription } from './lib/anycable.ts';
import {
  ask,
  cableUrl,
  newPerson,
  newRoom,
  post,
  postSurely,
  remove,
  type Person,
  type Room,
} from './lib/people.ts';

const patient = { timeout: 45_000, interval: 50 };

let server: TestServer;
let ada: Person;
let bob: Person;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  server = await startParley({ env: { PARLEY_PRESENCE_GRACE: '1000' } });
});
beforeEach(async () => {
  ada = await newPerson(server);
  bob = await newPerson(server);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => server.stop());

type Options = ConstructorParameters<typeof AnyClient>[2];

function client(
  { token }: Person,
  { at = server, ...options }: Options & { readonly at?: { readonly url: string } } = {},
): AnyClient {
  const one = new AnyClient(cableUrl(at), token, { ...soon, ...options });
  open.push(one);
  return one;
}

async function network(): Promise<SwallowProxy> {
  const one = await SwallowProxy.open(server.url);
  open.push(one);
  return one;
}

const inRoom = (one: AnyClient, room: Room): AnySubscription =>
  one.subscribe('Chats::RoomChannel', { chat_room_uuid: room.uuid });
/** What was said: a client that begins asks for the last second, too, in which the room was made. */
const said = ({ messages }: AnySubscription): AnySubscription['messages'] =>
  messages.filter(({ event }) => event === 'newMessage');
const bodies = (one: AnySubscription): unknown[] => said(one).map(({ body }) => body);

/** Its story without the attempts that found nobody. */
const turns = ({ story }: AnyClient): string[] => story.filter((it) => it !== 'transport_closed');

async function subscribed(...all: readonly AnySubscription[]): Promise<void> {
  await Promise.all(all.map(({ channel }) => channel.ensureSubscribed()));
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

describe('C5 @anycable/core, extended', () => {
  it.each(['group_chat', 'embedded'] as const)(
    'C8 (%s) hears what is said where the table has it, on the sender’s other devices too',
    async (kind) => {
      const room = await newRoom(server, [ada, bob], kind);
      const all = [ada, bob].map((person) => {
        const one = client(person);
        const own = { community_member_id: person.id };
        return [
          inRoom(one, room),
          one.subscribe('ChatRoomChannel', own),
          one.subscribe('Chats::CommunityMemberThreadsChannel', own),
        ];
      });
      await subscribed(...all.flat());
      // Bob begins a thread, Ada answers in it.
      const top = await post(server, room, 'top', { by: bob, creationUuid: 'uuid-top' });
      const parent = Number(top['id']);
      await post(server, room, 'reply', { by: ada, parent, creationUuid: 'uuid-reply' });
      await post(server, room, 'last', { by: bob, creationUuid: 'uuid-last' });
      const heard = (): unknown =>
        all.map((channels) =>
          channels.map((one) => said(one).map((it) => [it['body'], it['creation_uuid']])),
        );
      const [first, reply, last] = ['top', 'reply', 'last'].map((it) => [it, `uuid-${it}`]);
      const table = [[first, reply, last], kind === 'group_chat' ? [first, last] : [], [reply]];
      await expect.poll(heard, patient).toEqual([table, table]);
    },
  );

  it('C7 is rejected where it does not belong, and hears no more once its member was removed', async () => {
    const eve = await newPerson(server);
    const room = await newRoom(server, [ada, bob]);
    const stranger = inRoom(client(eve), room);
    const others = client(eve).subscribe('NotificationChannel', { community_member_id: ada.id });
    await expect
      .poll(() => [stranger.story, others.story], patient)
      .toEqual([['closed SubscriptionRejectedError'], ['closed SubscriptionRejectedError']]);
    const cable = client(bob);
    const inside = inRoom(cable, room);
    await subscribed(inside);
    await post(server, room, 'before');
    await expect.poll(() => bodies(inside), patient).toEqual(['before']);
    await remove(server, room, bob);
    await post(server, room, 'after');
    // Neither does it get by coming back what it may not hear.
    const witness = inRoom(client(ada), room);
    await subscribed(witness);
    const again = inRoom(client(bob, { historyTimestamp: 1 }), room);
    await expect.poll(() => again.story, patient).toEqual(['closed SubscriptionRejectedError']);
    expect(bodies(inside)).toEqual(['before']);
    expect(again.messages).toEqual([]);
  });

  it('C6 leaves exactly one subscription after leaving and coming back at once', async () => {
    const room = await newRoom(server, [ada]);
    const cable = client(ada);
    const first = inRoom(cable, room);
    await subscribed(first);
    first.channel.disconnect();
    const second = inRoom(cable, room);
    second.channel.disconnect();
    const third = inRoom(cable, room);
    await subscribed(third);
    await post(server, room, 'one');
    await expect.poll(() => bodies(third), patient).toEqual(['one']);
    expect([first, second].map(bodies)).toEqual([[], []]);
  });

  it('takes its session up again after a drop, with what was said meanwhile', async () => {
    const room = await newRoom(server, [ada, bob]);
    const line = await network();
    const cable = client(bob, { at: line });
    const one = inRoom(cable, room);
    const own = cable.subscribe('ChatRoomChannel', { community_member_id: bob.id });
    await subscribed(one, own);
    for (const words of numbers(1, 3)) await post(server, room, words);
    for (let round = 1; round <= 3; round += 1) {
      line.become('cut');
      for (const words of numbers(round * 3 + 1, round * 3 + 3)) await post(server, room, words);
      line.become('open');
      await expect
        .poll(() => cable.story.filter((it) => it === 'restored').length, patient)
        .toBe(round);
    }
    await post(server, room, '13');
    for (const subscription of [one, own]) {
      await expect.poll(() => bodies(subscription), patient).toEqual(numbers(1, 13));
      expect(subscription.story.filter((it) => it === 'restored')).toHaveLength(3);
      expect(subscription.story).not.toContain('history_not_found');
    }
    expect(one.positions).toEqual(one.positions.toSorted((a = 0, b = 0) => a - b));
    expect(cable.story).not.toContain('again');
  });

  it('misses and doubles nothing while it is dropped at any moment of a conversation', async () => {
    const room = await newRoom(server, [ada, bob]);
    const lines = await Promise.all([network(), network(), network()]);
    const all = lines.map((line) => inRoom(client(bob, { at: line }), room));
    await subscribed(...all);
    for (const words of numbers(1, 60)) {
      await post(server, room, words);
      if (Number(words) % 5 === 0) lines[Number(words) % 3]?.cut();
    }
    for (const one of all) {
      await expect.poll(() => bodies(one), patient).toEqual(numbers(1, 60));
      // One that is cut while its session is taken up subscribes anew, with its history.
      expect(one.story.filter((told) => ['restored', 'disconnect'].includes(told))).not.toEqual([]);
      expect(one.story).not.toContain('history_not_found');
    }
  });

  it('misses nothing when the server is killed in mid-conversation: it subscribes anew, with history', async () => {
    const room = await newRoom(server, [ada, bob]);
    const cables = [ada, bob].map((person) => client(person));
    const all = cables.map((cable) => inRoom(cable, room));
    await subscribed(...all);
    for (const words of numbers(1, 5)) await postSurely(server, room, words);
    const talking = (async () => {
      for (const words of numbers(6, 25)) await postSurely(server, room, words);
    })();
    await server.kill();
    await server.restart();
    await talking;
    for (const one of all) {
      await expect.poll(() => bodies(one), patient).toEqual(numbers(1, 25));
      expect(one.story).not.toContain('history_not_found');
    }
    // The session died with the server; its name was of no use.
    for (const { story } of cables) expect(story).toEqual(['connect', 'transport_closed', 'again']);
  });

  it('is sent away by a server that stops, and comes back to the next with its history', async () => {
    const room = await newRoom(server, [ada]);
    const cable = client(ada);
    const one = inRoom(cable, room);
    await subscribed(one);
    await post(server, room, '1');
    await expect.poll(() => bodies(one), patient).toEqual(['1']);
    await server.restart();
    await post(server, room, '2');
    await expect.poll(() => bodies(one), patient).toEqual(['1', '2']);
    expect(turns(cable)).toEqual(['connect', 'server_restart', 'again']);
  });

  it('knows who is there: joins, leaves, and who is gone for good', async () => {
    const room = await newRoom(server, [ada, bob]);
    const line = await network();
    const [one, two] = [client(ada), client(bob, { at: line })].map((cable) => inRoom(cable, room));
    if (one === undefined || two === undefined) throw new Error('Nobody there.');
    await subscribed(one, two);
    await one.channel.presence.join('ada', { name: 'Ada' });
    await expect.poll(() => one.channel.presence.info()).toEqual({ ada: { name: 'Ada' } });
    await two.channel.presence.join('bob', { name: 'Bob' });
    const both = { ada: { name: 'Ada' }, bob: { name: 'Bob' } };
    await expect.poll(() => one.channel.presence.info(), patient).toEqual(both);
    await expect.poll(() => two.channel.presence.info(), patient).toEqual(both);
    // A drop is no departure, a leave is; and so is silence beyond the time of grace.
    line.cut();
    await expect.poll(() => two.story, patient).toContain('restored');
    await one.channel.presence.leave();
    await expect.poll(() => two.channel.presence.info(), patient).toEqual({ bob: { name: 'Bob' } });
    line.become('cut');
    const gone = { type: 'leave', id: 'bob' };
    await expect.poll(() => one.presence, patient).toContainEqual(expect.objectContaining(gone));
    const leaves = one.presence.filter((event) => (event as { type: string }).type === 'leave');
    expect(leaves).toEqual([
      expect.objectContaining({ type: 'leave', id: 'ada' }),
      expect.objectContaining(gone),
    ]);
  });

  it('with pongs, is sent away when the server hears none, and comes back by its session', async () => {
    const room = await newRoom(server, [ada]);
    const line = await network();
    const cable = client(ada, { at: line, protocolOptions: { pongs: true } });
    const one = inRoom(cable, room);
    await subscribed(one);
    let pings = 0;
    cable.cable.on('keepalive', (time) => {
      if (time !== undefined) pings += 1;
    });
    // The first pong is a promise to go on.
    await expect.poll(() => pings, patient).toBeGreaterThan(1);
    line.swallow('up');
    await expect.poll(() => cable.story, patient).toEqual(['connect', 'no_pong', 'again']);
    await post(server, room, 'here');
    await expect.poll(() => bodies(one), patient).toEqual(['here']);
  });

  it('C12 C4 fetches a new token when its old one is revoked, and misses nothing', async () => {
    const eve = await newPerson(server);
    const room = await newRoom(server, [ada, eve]);
    let fetched = 0;
    const refresh: Options = {
      websocketImplementation: WebSocket,
      websocketAuthStrategy: 'sub-protocol',
      auth: { token: eve.token },
      tokenRefresher: async (transport) => {
        fetched += 1;
        const { body } = await ask(
          server,
          server.appToken,
          'PATCH /api/v1/headless/access_token/refresh',
          { refresh_token: eve.refreshToken },
        );
        (transport as { setToken(token: string): void }).setToken(String(body['access_token']));
      },
    };
    const cable = client({ ...eve, token: '' }, refresh);
    const one = inRoom(cable, room);
    await subscribed(one);
    await post(server, room, '1');
    await expect.poll(() => bodies(one), patient).toEqual(['1']);
    await ask(server, server.appToken, 'POST /api/v1/headless/access_token/revoke', {
      access_token: eve.token,
    });
    await post(server, room, '2');
    await expect.poll(() => bodies(one), patient).toEqual(['1', '2']);
    expect([fetched, cable.story]).toEqual([1, ['connect', 'closed token_expired', 'connect']]);
  });
});

describe('C5 @anycable/core, in the base protocol', () => {
  it('subscribes, hears and comes back', async () => {
    const room = await newRoom(server, [ada]);
    const cable = client(ada, { protocol: 'actioncable-v1-json' as 'actioncable-v1-ext-json' });
    const one = inRoom(cable, room);
    await subscribed(one);
    await post(server, room, '1');
    await server.restart();
    await expect.poll(() => turns(cable), patient).toEqual(['connect', 'server_restart', 'again']);
    await expect.poll(() => one.channel.state, patient).toBe('connected');
    await post(server, room, '2');
    await expect.poll(() => bodies(one), patient).toEqual(['1', '2']);
  });
});
