import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { Generator } from './generator.mjs';
import { folderWith, forget, serve, tokenOf } from './parley.mjs';
import { median } from './statistics.mjs';
import { payload, peers } from './targets.mjs';

const feed = new URL('../peers/parley-feed.mjs', import.meta.url).pathname;
const stock = peers.find(({ name }) => name === 'socket-io');

const intoRoom = ['reply', '40', '42["subscribe","%s"]'];
const roomIsThere = ['ready', '42["subscribed"'];
const intoTopic = ['reply', '40', '421["parley:subscribe","%s"]'];
const topicIsThere = ['ready', '431[{"success":true'];

/** Parley with its Socket.IO clients, each a member of its own, known by the token in its handshake. */
const parley = {
  settle: 1200,

  rules: (join, ready) => [
    ['deliver', '42["message"'],
    ['error', '44'],
    ['error', '431[{"success":false'],
    ['error', '42["parley:error"'],
    ['reply', '0{', '40{"token":"%A"}'],
    join,
    ready,
    ['reply', '2', '3'],
  ],

  async start({ connections }) {
    const folder = await folderWith(connections);
    const server = await serve(folder, { program: [feed] });
    server.discard = async () => {
      await rm(folder, { recursive: true, force: true });
      forget(folder);
    };
    return server;
  },

  async enter(server, generator, topics) {
    const path = '/socket.io/?EIO=4&transport=websocket';
    await generator.connect(topics.map((topic, i) => ({ path, topic, who: tokenOf(i + 1) })));
  },
};

const toRoom = `42["publish","%s",${payload}]`;
const toAll = `42["shout",${payload}]`;
const toTopic = `42["parley:publish",{"topic":"%s","event":"message","store":false,"payload":${payload}}]`;

const room = {
  peer: { ...stock, publish: toRoom },
  own: { ...parley, rules: parley.rules(intoRoom, roomIsThere), publish: toRoom },
};

/** What is measured in pairs: Parley's way, and the library's for the same. */
export const pairs = [
  {
    name: 'topic',
    label: 'a topic of Parley, beside `io.to(room).emit`',
    own: {
      ...parley,
      topic: 'feed:bench',
      rules: parley.rules(intoTopic, topicIsThere),
      publish: toTopic,
    },
    peer: room.peer,
  },
  { name: 'room', label: '`io.to(room).emit`', ...room },
  {
    name: 'all',
    label: '`io.emit`',
    own: { ...room.own, publish: toAll },
    peer: { ...room.peer, publish: toAll },
  },
];

/** Each pair `runs` times; who goes first changes. A pair that fails is made anew once. */
export async function pairedRuns(chosen, { runs, ...settings }, say) {
  const results = Object.fromEntries(chosen.map(({ name }) => [name, []]));
  const failures = [];
  for (let round = 1; round <= runs; round += 1) {
    for (const pair of chosen) {
      for (const last of [false, true]) {
        try {
          const run = await onePair(pair, round, settings);
          results[pair.name].push(run);
          say(
            `${round}/${runs} ${pair.name}: ${['alone', 'ten'].map((way) => `${way} ${ratio(run, way).toFixed(2)} ×`).join(', ')}`,
          );
          break;
        } catch (error) {
          say(`${round}/${runs} ${pair.name} failed: ${error.stack}`);
          if (last) failures.push(`${pair.name}, run ${round}: ${error.message.split('\n')[0]}`);
        }
      }
    }
  }
  return { results, failures };
}

/** Parley's processor time per delivery over the library's, in one pair. */
export function ratio({ own, peer }, way) {
  return own[way].cpuPerDelivery / peer[way].cpuPerDelivery;
}

/**
 * Both servers are up, and the load goes to one and the other in turns, short ones, so that whatever
 * else the machine does meets both alike.
 */
async function onePair(pair, round, { subscribers, warmUp, slices, ms }) {
  const sides = round % 2 === 0 ? ['own', 'peer'] : ['peer', 'own'];
  const standing = {};
  try {
    for (const side of sides) standing[side] = await stand(pair[side], subscribers);
    await sleep(parley.settle);
    const run = { own: {}, peer: {} };
    for (const [way, load] of Object.entries(ways)) {
      for (const side of sides) await standing[side].publish({ ...load, ms: warmUp });
      const parts = { own: [], peer: [] };
      for (let slice = 0; slice < slices; slice += 1) {
        for (const side of slice % 2 === 0 ? sides : sides.toReversed()) {
          parts[side].push(await standing[side].publish({ ...load, ms }));
        }
      }
      for (const side of sides) run[side][way] = together(parts[side]);
    }
    return run;
  } finally {
    for (const one of Object.values(standing)) await one.end();
  }
}

const ways = { alone: { burst: 1, gap: 5 }, ten: { burst: 10, gap: 10 } };

/** A server with all its clients in, ready to be driven. */
async function stand(target, subscribers) {
  const server = await target.start({ connections: subscribers });
  let generator;
  const end = async () => {
    await server.stop();
    await generator?.stop();
    await server.discard();
  };
  try {
    generator = new Generator(server.port, target.rules);
    const topics = Array.from({ length: subscribers }, () => target.topic ?? 'room');
    await target.enter(server, generator, topics);
  } catch (error) {
    await end();
    throw error;
  }
  const publish = async (load) => {
    const before = server.cpu();
    const done = await generator.publish({ ...load, text: target.publish });
    return { ...done, serverCpu: server.cpu() - before };
  };
  return { publish, end };
}

/** The parts of one side as one. */
function together(parts) {
  const sum = (figure) => parts.reduce((total, part) => total + part[figure], 0);
  return {
    cpuPerDelivery: (sum('serverCpu') / sum('deliveries')) * 1e6,
    p50: median(parts.map(({ p50 }) => p50)) / 1000,
    p99: median(parts.map(({ p99 }) => p99)) / 1000,
    frameBytes: parts[0].frameBytes,
    generatorBusy: sum('cpu') / sum('seconds'),
    serverSeconds: sum('serverCpu'),
  };
}
