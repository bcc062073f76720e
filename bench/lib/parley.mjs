import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { payload } from './targets.mjs';
import { ServerProcess } from './server-process.mjs';

const main = new URL('../../packages/server/dist/cli/main.js', import.meta.url).pathname;
const secret = randomBytes(32).toString('hex');
/** Who may publish as the application. */
export const appToken = randomBytes(18).toString('base64url');

/** Tickets live 15 s: so many are asked for, then used, before the next ones. */
const BATCH = 1000;

/** Whether `npm run build` has been here. */
export function parleyIsBuilt() {
  return existsSync(main);
}

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as an application signs it (HS256): the member is made on its first use. */
export function tokenOf(member) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: `bench-${member}`, name: `Member ${member}`, iat: now, exp: now + 3600 };
  const text = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

function ticketOf(port, agent, member) {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path: '/ticket',
        method: 'POST',
        agent,
        timeout: 20_000,
        headers: { authorization: `Bearer ${tokenOf(member)}` },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (data) => (body += data));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(body).ticket);
          else reject(new Error(`POST /ticket: ${response.statusCode} ${body}`));
        });
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('POST /ticket took more than 20 s')));
    asked.on('error', reject);
    asked.end();
  });
}

/** Tickets for the members from `first` on, asked for by sixteen at a time. */
async function tickets(port, first, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const found = [];
  let next = 0;
  const ask = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      found[index] = await ticketOf(port, agent, first + index);
    }
  };
  await Promise.all(Array.from({ length: 16 }, ask));
  agent.destroy();
  return found;
}

let template;

/** Folders that are in use; whatever ends the driver removes them. */
const folders = new Set();
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder that goes with the driver. */
export async function newFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  folders.add(folder);
  return folder;
}

/**
 * `parley serve` as a process, on the embedded database unless `env` says otherwise. The application
 * may publish with `appToken`. `program`: another one that listens, with its arguments.
 */
export async function serve(folder, { env = {}, program = [main, 'serve'], ...options } = {}) {
  const server = await ServerProcess.start({
    command: process.execPath,
    args: ServerProcess.nodeArguments(...(options.nodeOptions ?? []), ...program),
    listening: /(?:127\.0\.0\.1|localhost):(\d{2,5})/,
    env: {
      PORT: '0',
      PARLEY_DATA_DIR: folder,
      PARLEY_JWT_SECRET: secret,
      PARLEY_DEMO: '1',
      PARLEY_MESSAGES_PER_SECOND: '1000000',
      PARLEY_APP_TOKEN: appToken,
      DATABASE_URL: '',
      REDIS_URL: '',
      ...env,
    },
    ...options,
  });
  server.entered = 0;
  return server;
}

/** The folder is gone. */
export function forget(folder) {
  folders.delete(folder);
}

/** Has the members made, so that their first sign-in is not what is measured. */
export async function makeMembers(server, members) {
  await tickets(server.port, 1, members);
}

/** A data folder in which that many members exist already; made once, copied for each run. */
export async function folderWith(members) {
  if (template === undefined || template.members < members) {
    const folder = await newFolder();
    const server = await serve(folder);
    await makeMembers(server, members);
    await server.stop();
    template = { folder, members };
  }
  const folder = await newFolder();
  await cp(template.folder, folder, { recursive: true });
  return folder;
}

const transmit = (store, rest) =>
  `{"op":"transmit","id":%I,"topic":"%s","action":"note","store":${store},"payload":${rest}}`;

/** How the server's first frame begins. */
export const welcome = '{"op":"welcome"';

/** Parley itself, as `npm start` starts it, on the embedded database. */
export const parley = {
  name: 'parley',
  label: '**Parley**',
  topic: 'chat:bench',
  /** Presence is told at most every 250 ms; then it is quiet. */
  settle: 1200,
  rules: [
    ['deliver', '{"op":"message"'],
    ['ok', '{"op":"ok"'],
    ['reply', welcome, '{"op":"subscribe","id":1,"topic":"%s","history":0}'],
    ['ready', '{"op":"page"'],
    ['reply', '{"op":"ping"', '{"op":"pong"}'],
    ['error', '{"op":"error"'],
  ],
  publish: transmit(false, payload),
  stored: transmit(true, `${payload},"messageId":"${randomBytes(8).toString('hex')}-%C-%I"`),

  async start({ connections, nodeOptions }) {
    const folder = await folderWith(connections);
    const server = await serve(folder, nodeOptions ? { nodeOptions } : {});
    server.folder = folder;
    server.discard = async () => {
      await rm(folder, { recursive: true, force: true });
      forget(folder);
    };
    return server;
  },

  /** Each connection is a member of its own. Answers processor seconds for connecting, and for tickets. */
  async enter(server, generator, topics) {
    let cpu = 0;
    let ticketCpu = 0;
    for (let from = 0; from < topics.length; from += BATCH) {
      const batch = topics.slice(from, from + BATCH);
      const start = server.cpu();
      const found = await tickets(server.port, server.entered + 1, batch.length);
      server.entered += batch.length;
      const between = server.cpu();
      await generator.connect(
        batch.map((topic, i) => ({ path: `/sock?ticket=${encodeURIComponent(found[i])}`, topic })),
      );
      ticketCpu += between - start;
      cpu += server.cpu() - between;
    }
    return { cpu, ticketCpu };
  },
};
