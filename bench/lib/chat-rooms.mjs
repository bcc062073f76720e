import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Generator } from './generator.mjs';
import { freeTheWorkers } from './machine.mjs';
import { folderWith, makeMembers, newFolder, serve, tokenOf } from './parley.mjs';
import { messageCost, ownChatPostgres } from './message-cost.mjs';

/** Everybody there is; they fill one room, or ten, or a hundred. */
const PEOPLE = 1000;
const words = 'the quick brown fox jumps over the lazy dog '.repeat(2).trim();

/** A headless client: its own channel, then the room's. Copies on the room's channel are counted. */
const rules = [
  [
    'open',
    '',
    String.raw`{"command":"subscribe","identifier":"{\"channel\":\"ChatRoomChannel\"}"}`,
  ],
  [
    'reply',
    String.raw`{"identifier":"{\"channel\":\"ChatRoomChannel\"}","type":"confirm`,
    String.raw`{"command":"subscribe","identifier":"{\"channel\":\"Chats::RoomChannel\",\"id\":%s}"}`,
  ],
  ['ready', '*"type":"confirm_subscription"'],
  ['error', '*"type":"reject_subscription"'],
  ['error', '{"type":"disconnect"'],
  ['deliver', String.raw`{"identifier":"{\"channel\":\"Chats::RoomChannel\"`],
];

/** The member API as one caller after another uses it. */
export class Api {
  #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #port;

  constructor(port) {
    this.#port = port;
  }

  /** Asks in a member's name (their number, from 1); answers the body, or throws unless 2xx. */
  ask(member, method, path, body) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          path,
          method,
          agent: this.#agent,
          timeout: 60_000,
          headers: {
            authorization: `Bearer ${tokenFor(member)}`,
            ...(text === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          },
        },
        (response) => {
          let answer = '';
          response.setEncoding('utf8');
          response.on('data', (data) => (answer += data));
          response.on('end', () => {
            if (response.statusCode < 300) resolve(answer === '' ? undefined : JSON.parse(answer));
            else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`));
          });
        },
      );
      asked.on('timeout', () => asked.destroy(new Error(`${method} ${path} took over 60 s`)));
      asked.on('error', reject);
      asked.end(text);
    });
  }

  close() {
    this.#agent.destroy();
  }
}

const tokens = [];
const tokenFor = (member) => (tokens[member] ??= tokenOf(member));

/** Says something, as an editor sends it; the time of asking is in the text. */
export function post(api, { room, sender }) {
  const at = String(process.hrtime.bigint()).padStart(19, '0');
  const content = [{ type: 'paragraph', content: [{ type: 'text', text: `@T${at} ${words}` }] }];
  return api.ask(sender, 'POST', `/api/headless/v1/messages/${room.uuid}/chat_room_messages`, {
    rich_text_body: { body: { type: 'doc', content } },
  });
}

/** Rooms of `size`, each of other people; answers them with their senders. */
async function makeRooms(api, size) {
  const ids = [];
  for (let member = 1; member <= PEOPLE; member += 1) {
    ids.push((await api.ask(member, 'GET', '/api/session')).member.id);
  }
  const rooms = [];
  for (let from = 0; from < PEOPLE; from += size) {
    const chat_room = {
      kind: 'group_chat',
      name: `Room ${from}`,
      community_member_ids: ids.slice(from + 1, from + size),
    };
    const { id, uuid } = await api.ask(from + 1, 'POST', '/api/headless/v1/messages', {
      chat_room,
    });
    const members = Array.from({ length: size }, (_, index) => from + 1 + index);
    rooms.push({ id, uuid, members });
  }
  return rooms;
}

/** Posts that are on their way at once, each poster as fast as it is answered. */
async function closedLoop(api, rooms, { posters, ms }) {
  const end = performance.now() + ms;
  let posted = 0;
  const poster = async () => {
    while (performance.now() < end) {
      const turn = posted;
      posted += 1;
      const room = rooms[turn % rooms.length];
      await post(api, { room, sender: room.members[turn % room.members.length] });
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: posters }, poster));
  return { posted, seconds: (performance.now() - begin) / 1000 };
}

/** Posts at a rate, whatever comes back. */
async function openLoop(api, rooms, { rate, ms }) {
  const begin = performance.now();
  const underWay = [];
  while (performance.now() - begin < ms) {
    const due = ((performance.now() - begin) * rate) / 1000;
    while (underWay.length < due) {
      const room = rooms[underWay.length % rooms.length];
      const sender = room.members[underWay.length % room.members.length];
      underWay.push(post(api, { room, sender }));
    }
    await sleep(1);
  }
  await Promise.all(underWay);
  return { posted: underWay.length, seconds: (performance.now() - begin) / 1000 };
}

/** One way of posting under the generator's eyes: rates per second, times in ms. */
async function heard(server, generator, size, drive) {
  const before = server.cpu();
  const [load, { posted, seconds }] = await generator.hear({ copies: size }, drive);
  const cpu = server.cpu() - before;
  if (load.open !== 0 || load.samples !== posted) {
    throw new Error(`${load.samples} of ${posted} messages came to all, ${load.open} to some`);
  }
  return {
    rate: posted / seconds,
    p50: load.p50 / 1000,
    p99: load.p99 / 1000,
    busy: cpu / seconds,
    cpuPerMessage: (cpu / posted) * 1e3,
    generatorBusy: load.cpu / load.seconds,
  };
}

async function runOf(server, size, { posters, warmUp, ms }) {
  const api = new Api(server.port);
  const generator = new Generator(server.port, rules);
  try {
    freeTheWorkers(server.pid);
    const rooms = await makeRooms(api, size);
    await generator.connect(
      rooms.flatMap(({ id, members }) =>
        members.map((member) => ({ path: `/cable?token=${tokenFor(member)}`, topic: String(id) })),
      ),
    );
    const result = {};
    const ways =
      rooms.length === 1 ? { 'one room': rooms } : { 'one room': [rooms[0]], all: rooms };
    for (const [way, some] of Object.entries(ways)) {
      await heard(server, generator, size, () => closedLoop(api, some, { posters, ms: warmUp }));
      const full = await heard(server, generator, size, () =>
        closedLoop(api, some, { posters, ms }),
      );
      const half = await heard(server, generator, size, () =>
        openLoop(api, some, { rate: full.rate / 2, ms }),
      );
      result[way] = { rooms: some.length, full, half };
    }
    return result;
  } finally {
    await generator.stop();
    api.close();
  }
}

/** A fresh server on either engine, with everybody in it; answers how to end it. */
async function started(engine) {
  if (engine === 'SQLite') {
    const server = await serve(await folderWith(PEOPLE));
    return { server, stop: () => server.stop() };
  }
  const postgres = await ownChatPostgres();
  try {
    const server = await serve(await newFolder(), { env: { DATABASE_URL: postgres.url } });
    const stop = async () => {
      await server.stop();
      await postgres.stop();
    };
    await makeMembers(server, PEOPLE);
    return { server, postgres, stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/**
 * Posting into rooms of each size, on each engine, everybody subscribed. Answers runs by engine and
 * size, and what one message causes in the database, by size.
 */
export async function chatRooms(settings, say) {
  const runs = {};
  const costs = {};
  for (let round = 1; round <= settings.runs; round += 1) {
    for (const size of settings.sizes) {
      for (const engine of ['SQLite', 'Postgres']) {
        const { server, postgres, stop } = await started(engine);
        try {
          const run = await runOf(server, size, settings);
          ((runs[engine] ??= {})[size] ??= []).push(run);
          for (const [way, { full, half }] of Object.entries(run)) {
            say(
              `${round}/${settings.runs} ${engine}, ${size} people, ${way}: ${Math.round(full.rate)} messages/s, p99 ${Math.round(full.p99)} ms; at half ${Math.round(half.p99)} ms`,
            );
          }
          if (postgres !== undefined && costs[size] === undefined) {
            const api = new Api(server.port);
            try {
              const [room] = await makeRooms(api, size);
              costs[size] = await messageCost(postgres, () =>
                post(api, { room, sender: room.members[0] }),
              );
            } finally {
              api.close();
            }
          }
        } finally {
          await stop();
        }
      }
    }
  }
  return { runs, costs };
}
