import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { io } from 'socket.io-client';

import { Crowd } from './crowd.mjs';
import { appToken, folderWith, serve, tokenOf } from './parley.mjs';
import { ServerProcess } from './server-process.mjs';

const text = 'the quick brown fox jumps over the lazy dog';
const peer = (name) => new URL(`../peers/${name}.mjs`, import.meta.url).pathname;

/** Publishes as the application: resolves after the commit, with the position. */
export async function publish(port, message) {
  const response = await fetch(`http://127.0.0.1:${port}/api/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${appToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ action: 'note', store: true, ...message }),
  });
  const { results } = await response.json();
  if (!results?.[0]?.position) throw new Error(`not published: ${JSON.stringify(results)}`);
  return results[0].position;
}

function socketIo(name, label, env) {
  return {
    name,
    label,
    kind: 'socket-io',
    topic: 'jitter',
    async start() {
      const args = ServerProcess.nodeArguments(peer('socket-io'));
      const server = await ServerProcess.start({ command: process.execPath, args, env });
      const socket = io(`http://127.0.0.1:${server.port}`, { transports: ['websocket'] });
      await new Promise((resolve) => socket.once('connect', resolve));
      server.publish = async (payload) => socket.emit('publish', 'jitter', payload);
      server.discard = async () => socket.disconnect();
      return server;
    },
  };
}

function parley(name, label, { topic, program }) {
  return {
    name,
    label,
    kind: 'parley',
    topic,
    async start({ clients }) {
      const folder = await folderWith(clients);
      const server = await serve(folder, program ? { program } : {});
      server.publish = (payload) => publish(server.port, { topic, payload });
      server.discard = () => rm(folder, { recursive: true, force: true });
      return server;
    },
  };
}

/** Who is measured. Only the first knows who is there; its roster is as long as there are clients. */
export const jitterTargets = [
  parley('parley-presence', '**Parley**, its SDK, all in the roster', { topic: 'chat:jitter' }),
  parley('parley', '**Parley**, its SDK, without presence', {
    topic: 'feed:jitter',
    program: [peer('parley-feed')],
  }),
  socketIo('socket-io', 'Socket.IO 4.8', {}),
  socketIo('socket-io-recovery', 'Socket.IO 4.8, connection state recovery', { RECOVERY: '1' }),
];

/** Publishes `rate` messages a second for `ms`; answers how many. */
async function publishing(server, { rate, ms }) {
  const begin = performance.now();
  const sent = [];
  for (let n = 1; n <= (ms / 1000) * rate; n += 1) {
    await sleep(Math.max(0, begin + ((n - 1) * 1000) / rate - performance.now()));
    const at = Number(process.hrtime.bigint() / 1000n) / 1000;
    sent.push(server.publish({ n, at, text }));
  }
  await Promise.all(sent);
  return sent.length;
}

/**
 * Clients of one topic whose connections are cut every `every` ms for `down` ms, while `rate` messages a
 * second are published for `ms`. Afterwards all lines are whole and there are `patience` ms to catch up.
 * Times in ms.
 */
export async function jitter(target, { clients, every, down, rate, ms, patience }) {
  const server = await target.start({ clients });
  const crowd = new Crowd();
  try {
    const { kind, topic } = target;
    const tokens =
      kind === 'parley' ? Array.from({ length: clients }, (_, i) => tokenOf(i + 1)) : [];
    await crowd.ask('enter', { kind, port: server.port, topic, count: clients, tokens });
    await sleep(1500);
    const before = { server: server.cpu(), crowd: (await crowd.ask('tell', {})).cpu };
    const begin = performance.now();
    await crowd.ask('cut', { every, down });
    // The first are away before the first message.
    await sleep(down / 2);
    const published = await publishing(server, { rate, ms });
    const seconds = (performance.now() - begin) / 1000;
    const serverBusy = (server.cpu() - before.server) / seconds;
    await crowd.ask('mend');
    let told = await crowd.ask('tell', { published });
    const clientsBusy = (told.cpu - before.crowd) / seconds;
    for (const end = performance.now() + patience; performance.now() < end;) {
      if (told.delivered >= published * clients) break;
      await sleep(250);
      told = await crowd.ask('tell', { published });
    }
    return {
      ...told,
      published,
      share: told.delivered / (published * clients),
      serverBusy,
      clientsBusy,
    };
  } finally {
    await crowd.stop();
    await server.stop();
    await server.discard();
  }
}
