import { rm } from 'node:fs/promises';

import { fanOut } from './fan-out.mjs';
import { folderWith, forget, serve, tokenOf } from './parley.mjs';
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

/** Each pair one after the other, `runs` times; who goes first changes. A pair that fails is made anew once. */
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

async function onePair(pair, round, settings) {
  const sides = round % 2 === 0 ? ['own', 'peer'] : ['peer', 'own'];
  const run = {};
  for (const side of sides) run[side] = await fanOut(pair[side], settings);
  return run;
}
