import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnyClient, type AnySubscription } from './lib/anycable.ts';
import {
  ask,
  cableUrl,
  newPerson,
  newRoom,
  postSurely,
  type Person,
  type Room,
} from './lib/people.ts';
import { RailsClient, type RailsSubscription } from './lib/rails.ts';

const PEOPLE = 10;
const EACH = 25;
const ROOMS = 5;
const patient = { timeout: 80_000, interval: 200 };

let server: TestServer;
const people: Person[] = [];
const rooms: Room[] = [];
const open: { close(): void }[] = [];

beforeAll(async () => {
  server = await startParley({ env: { PARLEY_CONNECTIONS_PER_MEMBER: String(2 * EACH) } });
  for (let i = 0; i < PEOPLE; i += 1) people.push(await newPerson(server));
  for (let i = 0; i < ROOMS; i += 1) {
    rooms.push(await newRoom(server, people as [Person, ...Person[]]));
  }
});
afterAll(async () => {
  for (const one of open.splice(0)) one.close();
  await server?.stop();
});

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

const everywhere = async (from: number, to: number): Promise<void> => {
  for (const words of numbers(from, to)) {
    await Promise.all(rooms.map((room) => postSurely(server, room, words)));
  }
};

const said = (messages: readonly Readonly<Record<string, unknown>>[]): unknown[] =>
  messages.filter(({ event }) => event === 'newMessage').map(({ body }) => body);

/** What the room says over REST, as applications of the base protocol ask when they are back. */
async function readRoom(room: Room): Promise<unknown[]> {
  const path = `/api/headless/v1/messages/${room.uuid}/chat_room_messages?previous_per_page=100`;
  const { body } = await ask(server, room.owner.token, `GET ${path}`);
  return (body['records'] as readonly { body: string }[]).map((record) => record.body);
}

interface Listener<S> {
  readonly room: Room;
  readonly subscription: S;
}

describe('a restart of the server with 500 stock clients', () => {
  it(
    'C5 all come back by themselves, and none missed or doubled an event',
    { timeout: 200_000 },
    async () => {
      const any: Listener<AnySubscription>[] = [];
      const rails: Listener<RailsSubscription>[] = [];
      for (const [index, { token }] of people.entries()) {
        for (let i = 0; i < EACH; i += 1) {
          const room = rooms[(index + i) % ROOMS] ?? rooms[0];
          if (room === undefined) throw new Error('No room.');
          // Their own pace of coming back, seconds of it, is part of what is tested.
          const cable = new AnyClient(cableUrl(server), token);
          any.push({
            room,
            subscription: cable.subscribe('Chats::RoomChannel', { chat_room_uuid: room.uuid }),
          });
          const consumer = new RailsClient(() => `${cableUrl(server)}?token=${token}`);
          rails.push({
            room,
            subscription: consumer.subscribe({
              channel: 'Chats::RoomChannel',
              chat_room_uuid: room.uuid,
            }),
          });
          open.push(cable, consumer);
        }
      }
      await Promise.all(any.map(({ subscription }) => subscription.channel.ensureSubscribed()));
      const without = (turn: string): number =>
        rails.filter(
          ({ subscription }) =>
            !subscription.story.some(([, given]) => JSON.stringify(given) === turn),
        ).length;
      await expect.poll(() => without('{"reconnected":false}'), patient).toBe(0);
      await everywhere(1, 3);
      await server.restart();
      // Some are back by now, others are not.
      await everywhere(4, 8);
      await expect.poll(() => without('{"reconnected":true}'), patient).toBe(0);
      await everywhere(9, 10);

      const all = numbers(1, 10);
      const lacking = (): number =>
        any.filter(({ subscription }) => said(subscription.messages).length < all.length).length;
      await expect.poll(lacking, patient).toBe(0);
      for (const { subscription } of any) {
        expect(said(subscription.messages)).toEqual(all);
        expect(subscription.story).not.toContain('history_not_found');
      }

      // The base protocol has no history: what was said before a client was back, its application
      // reads; from then on it hears all, once.
      const read = new Map<Room, unknown[]>();
      for (const room of rooms) read.set(room, await readRoom(room));
      const heard = ({ subscription }: Listener<RailsSubscription>): unknown[] =>
        said(subscription.received);
      await expect
        .poll(() => rails.filter((one) => heard(one).at(-1) !== '10').length, patient)
        .toBe(0);
      for (const one of rails) {
        expect(read.get(one.room)).toEqual(all);
        const before = heard(one).slice(0, 3);
        const after = heard(one).slice(3);
        expect(before).toEqual(numbers(1, 3));
        expect(after).toEqual(all.slice(all.length - after.length));
        expect(after.length).toBeGreaterThanOrEqual(2);
      }
    },
  );
});
