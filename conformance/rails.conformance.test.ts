import { startParley, SwallowProxy, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, cableUrl, newPerson, newRoom, post, remove, type Person } from './lib/people.ts';
import { RailsClient, type RailsSubscription } from './lib/rails.ts';

/** The client looks every six seconds or so whether its connection is stale, later after each failure. */
const patient = { timeout: 45_000, interval: 50 };

let server: TestServer;
let ada: Person;
let bob: Person;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  server = await startParley();
  ada = await newPerson(server);
  bob = await newPerson(server);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => server.stop());

/** A client of a member, at the server or at what stands before it. */
function client({ token }: Person, at: { readonly url: string } = server): RailsClient {
  const one = new RailsClient(() => `${cableUrl(at)}?token=${token}`);
  open.push(one);
  return one;
}

const own = (name: string, { id }: Person) => ({ channel: name, community_member_id: id });
const bodies = ({ received }: RailsSubscription): unknown[] => received.map(({ body }) => body);
const names = ({ story }: RailsSubscription): string[] => story.map(([name]) => name);

async function connected(...all: readonly RailsSubscription[]): Promise<void> {
  await expect
    .poll(() => all.map((one) => names(one).at(-1)), patient)
    .toEqual(all.map(() => 'connected'));
}

describe('C5 @rails/actioncable in Node', () => {
  it('C8 hears what is posted, on the room and on its own channel, its other devices too', async () => {
    const room = await newRoom(server, [ada, bob]);
    const subscriptions = [ada, ada, bob].map((person) => {
      const one = client(person);
      return [
        one.subscribe({ channel: 'Chats::RoomChannel', chat_room_id: room.id }),
        one.subscribe(own('ChatRoomChannel', person)),
      ];
    });
    await connected(...subscriptions.flat());
    const posted = await post(server, room, 'Hello', { creationUuid: 'rails-1' });
    const message = { event: 'newMessage', id: posted['id'], creation_uuid: 'rails-1' };
    await expect
      .poll(() => subscriptions.flat().map(({ received }) => received), patient)
      .toMatchObject(subscriptions.flat().map(() => [message]));
  });

  it('C6 hears once where two subscriptions have one identifier, and nothing once both are left', async () => {
    const room = await newRoom(server, [ada]);
    const one = client(ada);
    const params = { channel: 'Chats::RoomChannel', chat_room_uuid: room.uuid };
    const first = one.subscribe(params);
    const second = one.subscribe(params);
    // The same object in another spelling is another subscription.
    const other = one.subscribe({ chat_room_uuid: room.uuid, channel: 'Chats::RoomChannel' });
    await connected(first, second, other);
    await post(server, room, 'one');
    await expect.poll(() => [first, second].map(bodies), patient).toEqual([['one'], ['one']]);
    first.unsubscribe();
    await post(server, room, 'two');
    await expect.poll(() => bodies(second), patient).toEqual(['one', 'two']);
    expect(bodies(first)).toEqual(['one']);
    second.unsubscribe();
    const again = one.subscribe(params);
    again.unsubscribe();
    const last = one.subscribe(params);
    await connected(last);
    await post(server, room, 'three');
    await expect.poll(() => bodies(last), patient).toEqual(['three']);
    last.unsubscribe();
    await post(server, room, 'four');
    await expect.poll(() => bodies(other), patient).toEqual(['one', 'two', 'three', 'four']);
    expect([first, second, again, last].map(bodies)).toEqual([
      ['one'],
      ['one', 'two'],
      [],
      ['three'],
    ]);
  });

  it('C7 is rejected where it does not belong, and put out of a room when its member is', async () => {
    const eve = await newPerson(server);
    const room = await newRoom(server, [ada, bob]);
    const stranger = client(eve);
    const rejected = [
      stranger.subscribe({ channel: 'Chats::RoomChannel', chat_room_uuid: room.uuid }),
      stranger.subscribe(own('ChatRoomChannel', ada)),
      stranger.subscribe({ channel: 'NoSuchChannel' }),
    ];
    await expect
      .poll(() => rejected.map(names), patient)
      .toEqual([['rejected'], ['rejected'], ['rejected']]);
    const inside = client(bob).subscribe({
      channel: 'Chats::RoomChannel',
      chat_room_uuid: room.uuid,
    });
    await connected(inside);
    await post(server, room, 'before');
    await expect.poll(() => bodies(inside), patient).toEqual(['before']);
    await remove(server, room, bob);
    await post(server, room, 'after');
    await expect.poll(() => names(inside), patient).toEqual(['connected', 'rejected']);
    expect(bodies(inside)).toEqual(['before']);
  });

  it('comes back after the server was restarted, and after it was killed', async () => {
    const room = await newRoom(server, [ada]);
    const one = client(ada).subscribe({ channel: 'Chats::RoomChannel', chat_room_id: room.id });
    await connected(one);
    const again = ['disconnected', { willAttemptReconnect: true }] as const;
    const back = ['connected', { reconnected: true }] as const;
    const told: unknown[] = [['connected', { reconnected: false }]];
    for (const way of ['stopped', 'killed'] as const) {
      if (way === 'killed') await server.kill();
      await server.restart();
      await expect.poll(() => one.story, patient).toEqual([...told, again, back]);
      told.push(again, back);
      await post(server, room, way);
      await expect.poll(() => bodies(one).at(-1), patient).toBe(way);
    }
    expect(bodies(one)).toEqual(['stopped', 'killed']);
  });

  it('gives up a connection that has gone silent, and takes up a new one', async () => {
    const network = await SwallowProxy.open(server.url);
    open.push(network);
    const room = await newRoom(server, [ada]);
    const one = client(ada, network).subscribe({
      channel: 'Chats::RoomChannel',
      chat_room_id: room.id,
    });
    await connected(one);
    network.become('silent');
    network.become('open', { abandoned: true });
    await expect.poll(() => network.connections, patient).toBe(2);
    await expect
      .poll(() => one.story.at(-1), patient)
      .toEqual(['connected', { reconnected: true }]);
    await post(server, room, 'still here');
    await expect.poll(() => bodies(one), patient).toEqual(['still here']);
  });

  it('C4 stays away when it is told to, and connects no more', async () => {
    const network = await SwallowProxy.open(server.url);
    open.push(network);
    const eve = await newPerson(server);
    const one = client(eve, network).subscribe(own('NotificationChannel', eve));
    await connected(one);
    const answer = await ask(
      server,
      server.appToken,
      `POST /api/admin/members/${eve.id}/disconnect`,
    );
    expect(answer.status).toBeLessThan(300);
    const last = () => one.story.at(-1);
    await expect.poll(last, patient).toEqual(['disconnected', { willAttemptReconnect: false }]);
    // With a token that is no good it does not try again either.
    const bad = client({ ...eve, token: 'nobody' }, network);
    const refused = bad.subscribe(own('NotificationChannel', eve));
    await expect
      .poll(() => refused.story, patient)
      .toEqual([['disconnected', { willAttemptReconnect: false }]]);
    const revoked = client(eve, network).subscribe(own('NotificationChannel', eve));
    await connected(revoked);
    await ask(server, server.appToken, 'POST /api/v1/headless/access_token/revoke', {
      access_token: eve.token,
    });
    await expect
      .poll(() => revoked.story.at(-1), patient)
      .toEqual(['disconnected', { willAttemptReconnect: false }]);
    expect(network.connections).toBe(3);
  });
});
