import { compiled } from './machine.mjs';
import { ServerProcess } from './server-process.mjs';

const folder = new URL('..', import.meta.url).pathname;

/** What is said in every dialect: 90 bytes of JSON, the same for all. `%T` becomes 19 digits. */
export const payload = `{"at":"@T%T","text":"${'the quick brown fox jumps over the lazy dog '.repeat(2).slice(0, 90 - 40)}"}`;

/** Lets a connection in for each topic named; answers the server's processor seconds for it. */
function enterBy(path) {
  return async (server, generator, topics) => {
    const before = server.cpu();
    await generator.connect(topics.map((topic) => ({ path, topic })));
    return { cpu: server.cpu() - before };
  };
}

const plain = {
  enter: enterBy('/'),
  rules: [
    ['open', '', '{"subscribe":"%s"}'],
    ['ready', '{"subscribed"'],
    ['deliver', '{"at"'],
  ],
  publish: `{"publish":"%s","payload":${payload}}`,
};

const socketIo = {
  enter: enterBy('/socket.io/?EIO=4&transport=websocket'),
  rules: [
    ['deliver', '42["message"'],
    ['reply', '0{', '40'],
    ['reply', '40', '42["subscribe","%s"]'],
    ['ready', '42["subscribed"'],
    ['reply', '2', '3'],
  ],
  publish: `42["publish","%s",${payload}]`,
};

function node(script) {
  return () =>
    ServerProcess.start({
      command: process.execPath,
      args: ServerProcess.nodeArguments(`${folder}peers/${script}.mjs`),
    });
}

/** Who is measured beside Parley. */
export const peers = [
  {
    name: 'kernel',
    label: 'kernel floor (C)',
    floor: true,
    unprobed: true,
    ...plain,
    start: () => ServerProcess.start({ command: compiled('floor'), args: [], probed: false }),
  },
  { name: 'floor', label: 'Node floor', floor: true, ...plain, start: node('floor') },
  {
    name: 'bun',
    label: 'Bun publish',
    ...plain,
    start: () =>
      ServerProcess.start({
        command: `${folder}node_modules/@oven/bun-linux-x64/bin/bun`,
        args: ServerProcess.bunArguments(`${folder}peers/bun.mjs`),
      }),
  },
  { name: 'ws', label: '`ws` loop', ...plain, start: node('ws') },
  { name: 'socket-io', label: 'Socket.IO 4.8', ...socketIo, start: node('socket-io') },
];
