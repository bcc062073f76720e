import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import fc from 'fast-check';
import { fullGrants, Hub, type Ticket } from '@parley/hub';
import { MemoryTopicLog } from '@parley/hub/memory';
import { FakeClock } from '@parley/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Doors } from './doors.ts';
import { sockDoor } from './sock-door.ts';

type Frame = Record<string, unknown>;

const profile = { memberId: 1, name: 'Ada', role: 'member', color: '#123456' };

let server: Server;
let hub: Hub;
let tickets: Map<string, Ticket>;
let stop: () => void;
/** Time stands still, but ticks end: the sockets are real. */
class TickingClock extends FakeClock {
  override soon(task: () => void): void {
    setImmediate(task);
  }
}

const clock = new TickingClock();
const reports: unknown[] = [];

beforeEach(async () => {
  hub = new Hub({
    log: new MemoryTopicLog({ clock }),
    clock,
    profiles: { find: () => Promise.resolve([profile]) },
    limits: { connectionsPerMember: 3 },
  });
  hub.allow('chat:*', () => fullGrants, { open: true });
  tickets = new Map();
  const doors = new Doors({
    frameBytes: 65_536,
    mostWaiting: 100,
    report: (_where, error) => reports.push(error),
  });
  doors.add(
    sockDoor({
      hub,
      tickets: {
        put: () => Promise.resolve(''),
        take: (secret) => {
          const ticket = tickets.get(secret);
          tickets.delete(secret);
          return Promise.resolve(ticket);
        },
      },
      originAllowed: ({ headers }) => headers.origin !== 'https://evil.example',
      principalOf: ({ memberId, credential }) =>
        Promise.resolve(
          credential === 'ended' ? undefined : { principal: { memberId, profile, credential } },
        ),
      report: (_where, error) => reports.push(error),
    }),
  );
  server = createServer();
  stop = doors.listen(server, { exclusive: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  stop();
  hub.close();
  server.closeAllConnections();
  server.close();
});

let issued = 0;

function ticket(extra: Partial<Ticket> = {}): string {
  issued += 1;
  const secret = `secret-${issued}`;
  tickets.set(secret, {
    connectionId: `c${issued}`,
    memberId: 1,
    origin: null,
    credential: 'session:1',
    ...extra,
  });
  return secret;
}

function url(path: string): string {
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

/** Opens a socket and collects what comes. */
async function open(path: string, options: { origin?: string } = {}) {
  const socket = new WebSocket(url(path), options);
  const frames: Frame[] = [];
  let wake: () => void = () => {};
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()) as Frame);
    wake();
  });
  await once(socket, 'open');
  const until = async (fits: (frame: Frame) => boolean): Promise<Frame> => {
    for (;;) {
      const found = frames.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  await until((frame) => frame['op'] === 'welcome');
  return { socket, frames, until, say: (frame: Frame) => socket.send(JSON.stringify(frame)) };
}

/** The status and body of a refused upgrade. */
async function refused(path: string, options: { origin?: string } = {}): Promise<unknown[]> {
  const socket = new WebSocket(url(path), options);
  socket.on('error', () => {});
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return [response.statusCode, (JSON.parse(body) as { error: { code: string } }).error.code];
}

describe('B1 the upgrade', () => {
  it('takes a ticket in the query or in the path, once', async () => {
    const secret = ticket();
    const page = await open(`/sock?ticket=${secret}`);
    expect(page.frames[0]).toMatchObject({ op: 'welcome', version: 1, connectionId: `c${issued}` });
    await open(`/sock/${ticket()}`);
    expect(await refused(`/sock?ticket=${secret}`)).toEqual([401, 'ticket_refused']);
  });

  it('refuses with a status what has no business here', async () => {
    expect(await refused('/sock')).toEqual([401, 'ticket_missing']);
    expect(await refused('/sock?ticket=unknown')).toEqual([401, 'ticket_refused']);
    expect(await refused('/sock/%')).toEqual([401, 'ticket_missing']);
    expect(await refused('/elsewhere')).toEqual([404, 'not_found']);
    expect(await refused(`/sock/${ticket({ credential: 'ended' })}`)).toEqual([401, 'signed_out']);
    const foreign = ticket({ origin: 'https://a.example' });
    expect(await refused(`/sock/${foreign}`, { origin: 'https://b.example' })).toEqual([
      401,
      'ticket_foreign',
    ]);
    expect(await refused(`/sock/${ticket()}`, { origin: 'https://evil.example' })).toEqual([
      403,
      'origin_not_allowed',
    ]);
  });

  it('B7 lets a member open so many connections and no more', async () => {
    for (let i = 0; i < 3; i += 1) await open(`/sock/${ticket()}`);
    expect(await refused(`/sock/${ticket()}`)).toEqual([429, 'too_many_connections']);
  });
});

describe('an open socket', () => {
  it('passes messages between two pages', async () => {
    const ada = await open(`/sock/${ticket()}`);
    const bob = await open(`/sock/${ticket()}`);
    for (const page of [ada, bob]) {
      page.say({ op: 'subscribe', id: 1, topic: 'chat:1' });
      await page.until((frame) => frame['op'] === 'subscribed');
    }
    const payload = { message: 'Ünïcödé 🦜 שלום' };
    ada.say({ op: 'transmit', id: 2, topic: 'chat:1', action: 'note', store: true, payload });
    const heard = await bob.until((frame) => frame['op'] === 'message');
    expect(heard).toMatchObject({ payload, offset: 1, prev: 0 });
    await ada.until((frame) => frame['op'] === 'ok');
  });

  it('B7 closes with 1009 after a frame beyond the limit, with 1003 after a binary one', async () => {
    const ada = await open(`/sock/${ticket()}`);
    ada.socket.send('x'.repeat(65_537));
    const [tooLarge] = (await once(ada.socket, 'close')) as [number];
    expect(tooLarge).toBe(1009);
    const bob = await open(`/sock/${ticket()}`);
    bob.socket.send(Buffer.from([1, 2, 3]));
    const [binary] = (await once(bob.socket, 'close')) as [number];
    expect(binary).toBe(1003);
    expect(hub.sessions.size).toBe(0);
  });

  it('answers a ping of the WebSocket protocol', async () => {
    const ada = await open(`/sock/${ticket()}`);
    ada.socket.ping('are you there');
    const [data] = (await once(ada.socket, 'pong')) as [Buffer];
    expect(data.toString()).toBe('are you there');
  });

  it('says why it ends', async () => {
    const ada = await open(`/sock/${ticket()}`);
    const closed = once(ada.socket, 'close') as Promise<[number]>;
    hub.close({ retryAfter: 500 });
    await ada.until((frame) => frame['op'] === 'disconnect');
    expect(ada.frames.at(-1)).toMatchObject({ reason: 'server_restart', retryAfter: 500 });
    expect((await closed)[0]).toBe(4000);
  });

  it('B8 survives whatever is sent to it, and so does everyone else', async () => {
    const watcher = await open(`/sock/${ticket()}`);
    watcher.say({ op: 'subscribe', id: 1, topic: 'chat:1' });
    await watcher.until((frame) => frame['op'] === 'subscribed');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.uint8Array()), {
          maxLength: 20,
        }),
        async (junk) => {
          const page = await open(`/sock/${ticket()}`);
          for (const data of junk) page.socket.send(data);
          page.socket.terminate();
        },
      ),
      { numRuns: 30 },
    );
    // Bytes that are no WebSocket frames at all.
    const raw = connect((server.address() as AddressInfo).port, '127.0.0.1');
    raw.write(
      `GET /sock/${ticket()} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n` +
        'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await once(raw, 'data');
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x00]));
    await once(raw, 'close');
    watcher.say({ op: 'ping' });
    await watcher.until((frame) => frame['op'] === 'pong');
    expect(reports).toEqual([]);
  });
});
