import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CableSocket, upgradeOf, type CableOptions } from './cable-socket.ts';
import { ask, signIn, ticketOf, tokenOf, type Person } from './people.ts';

const ORIGIN = 'https://app.example.com';

let server: TestServer;
let ada: Person;
let token: string;
const open: CableSocket[] = [];
const secrets: string[] = [];

beforeAll(async () => {
  server = await startParley({
    env: { PARLEY_ORIGINS: ORIGIN, PARLEY_DEMO: '1', PARLEY_LOG_LEVEL: 'trace' },
  });
  ada = await signIn(server, 1);
  token = await tokenOf(server, ada.id);
  secrets.push(token, ada.cookie.split('=')[1] ?? '');
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});
afterAll(() => server.stop());

function cable(options: CableOptions = {}): CableSocket {
  const socket = new CableSocket(server.url, options);
  open.push(socket);
  return socket;
}

const bearer = (value = token) => ({ authorization: `Bearer ${value}` });
const unauthorized = { type: 'disconnect', reason: 'unauthorized', reconnect: false };

describe('C1 the seed’s script', () => {
  it('opens without a subprotocol, is welcome, confirmed and pinged', async () => {
    const socket = cable({ headers: { ...bearer(), origin: ORIGIN } });
    const identifier = JSON.stringify({
      channel: 'ChatRoomChannel',
      community_member_id: ada.id,
    });
    // As the script does it: in the very `open`.
    socket.socket.on('open', () => {
      socket.send({ command: 'subscribe', identifier });
      socket.send('{"action":"message","data":"Hello Server!"}');
    });
    expect(await socket.next()).toMatchObject({ type: 'welcome' });
    expect(socket.texts[0]).toMatch(/^\{"type":"welcome","sid":"[\w-]{21}"\}$/u);
    expect(await socket.next()).toEqual({ identifier, type: 'confirm_subscription' });
    const isPing = ({ type }: Readonly<Record<string, unknown>>) => type === 'ping';
    const pings = [await socket.next(isPing), await socket.next(isPing)];
    const [first, second] = pings.map(({ message }) => Number(message));
    expect(Number.isInteger(first)).toBe(true);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(2);
    expect((second ?? 0) - (first ?? 0)).toBeLessThanOrEqual(4);
    expect(Math.abs((first ?? 0) - Date.now() / 1000)).toBeLessThan(60);
    expect(socket.socket.protocol).toBe('');
    expect(socket.frames.filter(({ type }) => type !== 'ping')).toHaveLength(2);
  });
});

describe('C5 the subprotocol', () => {
  const BASE = 'actioncable-v1-json';
  const EXT = 'actioncable-v1-ext-json';
  it.each([
    [[], ''],
    [[BASE, 'actioncable-unsupported'], BASE],
    [[BASE, 'actioncable-unsupported', 'actioncable-ext-pong'], BASE],
    [[EXT], EXT],
    [[EXT, BASE], EXT],
    [[BASE, EXT], BASE],
    [['actioncable-unsupported'], ''],
    [['actioncable-v1-msgpack'], ''],
    [[BASE, 'anycable-token.x.y.z'], BASE],
  ])('of %j is %s', async (protocols, protocol) => {
    const upgrade = await upgradeOf(server.url, { headers: bearer(), protocols });
    expect(upgrade).toEqual({ status: 101, protocol });
  });

  it('with the pong extension is answered in welcome', async () => {
    const socket = cable({ headers: bearer(), protocols: [BASE, 'actioncable-ext-pong'] });
    expect(await socket.next()).toMatchObject({ type: 'welcome', extensions: ['pong'] });
  });

  it('extended takes up a dropped connection, by the query or by the header', async () => {
    const identifier = JSON.stringify({ channel: 'ChatRoomChannel' });
    const first = cable({ headers: bearer(), protocols: [EXT] });
    const { sid } = await first.next();
    expect(await first.ask({ command: 'subscribe', identifier })).toMatchObject({ identifier });
    first.close();
    const second = cable({
      path: `/cable?sid=${String(sid)}`,
      headers: bearer(),
      protocols: [EXT],
    });
    const welcome = await second.next();
    expect(welcome).toMatchObject({ restored: true, restored_ids: [identifier] });
    second.close();
    const third = cable({
      headers: { ...bearer(), 'x-anycable-restore-sid': String(welcome['sid']) },
      protocols: [EXT],
    });
    expect(await third.next()).toMatchObject({ restored: true, restored_ids: [identifier] });
  });
});

describe('C4 who may come in', () => {
  const origin = (name: string) => ({ origin: name });

  it('by a header, the query, the subprotocol, a ticket or the cookie of a page', async () => {
    const ticket = await ticketOf(server, ada);
    secrets.push(ticket);
    const ways: CableOptions[] = [
      { headers: bearer() },
      { path: `/cable?token=${token}` },
      { path: `/cable?jid=${token}`, headers: origin(ORIGIN) },
      { protocols: ['actioncable-v1-json', `anycable-token.${token}`] },
      { path: `/cable?ticket=${ticket}`, headers: origin(server.url) },
      { headers: { cookie: ada.cookie, ...origin(server.url) } },
      { headers: { cookie: ada.cookie, ...origin(ORIGIN) } },
    ];
    for (const way of ways) expect(await cable(way).next()).toMatchObject({ type: 'welcome' });
  });

  it('nobody by a foreign page, whatever it brings: refused before the upgrade', async () => {
    for (const name of ['https://evil.test', 'null', 'file://']) {
      const headers = { ...bearer(), ...origin(name) };
      expect(await upgradeOf(server.url, { headers })).toEqual({ status: 403 });
    }
    const headers = { cookie: ada.cookie, ...origin('https://evil.test') };
    expect(await upgradeOf(server.url, { headers })).toEqual({ status: 403 });
  });

  it('nobody without a credential that is good: told by a frame, then closed', async () => {
    const ticket = await ticketOf(server, ada);
    const used = cable({ path: `/cable?ticket=${ticket}`, headers: origin(server.url) });
    await used.next();
    const foreign = await ticketOf(server, ada);
    secrets.push(ticket, foreign);
    const ways: CableOptions[] = [
      {},
      { headers: bearer('not-a-token') },
      { headers: bearer(`${token.slice(0, -4)}AAAA`) },
      { path: `/cable?token=${'x'.repeat(9000)}` },
      { path: `/cable?ticket=${ticket}`, headers: origin(server.url) },
      { path: `/cable?ticket=${foreign}`, headers: origin(ORIGIN) },
      // No page sends its cookie without saying which page it is.
      { headers: { cookie: ada.cookie } },
      { headers: { cookie: 'parley_session=made-up', ...origin(server.url) } },
    ];
    for (const way of ways) {
      const socket = cable(way);
      expect(await socket.next()).toEqual(unauthorized);
      expect(await socket.closed).toBe(1000);
      expect(socket.frames).toHaveLength(1);
    }
  });

  it('and no more connections than one member may have', async () => {
    const bob = await signIn(server, 2);
    const headers = bearer(await tokenOf(server, bob.id));
    const many = Array.from({ length: 50 }, () => cable({ headers }));
    for (const socket of many) await socket.next();
    expect(await upgradeOf(server.url, { headers })).toEqual({ status: 429 });
  });

  it('by other paths nobody, and no plain request', async () => {
    expect(await upgradeOf(server.url, { path: '/cables', headers: bearer() })).toEqual({
      status: 404,
    });
    const plain = await fetch(`${server.url}/cable?token=${token}`);
    await plain.arrayBuffer();
    expect(plain.status).toBeGreaterThanOrEqual(200);
  });
});

describe('C2 bad input over a real socket', () => {
  it('changes nothing: binary, nonsense, and the next ping comes', async () => {
    const socket = cable({ headers: bearer() });
    await socket.next();
    socket.send('nonsense');
    socket.socket.send(Buffer.from([1, 2, 3]));
    await socket.next(({ type }) => type === 'ping');
    expect(socket.frames.filter(({ type }) => type !== 'ping')).toHaveLength(1);
  });

  it('that is too large closes with the code of the WebSocket protocol', async () => {
    const socket = cable({ headers: bearer() });
    await socket.next();
    socket.send('x'.repeat(100_000));
    expect(await socket.closed).toBe(1009);
  });
});

describe('C4 a remote disconnect', () => {
  it('closes all connections of the member, and nobody else’s', async () => {
    const cleo = await signIn(server, 3);
    const headers = bearer(await tokenOf(server, cleo.id));
    const mine = [cable({ headers }), cable({ headers, protocols: ['actioncable-v1-ext-json'] })];
    const other = cable({ headers: bearer() });
    for (const socket of [...mine, other]) await socket.next();
    const authorization = `Bearer ${server.appToken}`;
    const path = `POST /api/admin/members/${cleo.id}/disconnect`;
    const { status } = await ask(server, null, path, {}, { authorization });
    expect(status).toBeLessThan(300);
    for (const socket of mine) {
      expect(await socket.next()).toEqual({
        type: 'disconnect',
        reason: 'remote',
        reconnect: false,
      });
      await socket.closed;
    }
    expect(await other.ask({ command: 'subscribe', identifier: 'x' })).toMatchObject({
      type: 'reject_subscription',
    });
  });
});

describe('C4 what the server writes down', () => {
  it('holds no token, ticket or cookie, though it writes everything', () => {
    const output = server.output();
    expect(output).toContain('"level":20');
    for (const secret of secrets) expect(output.includes(secret)).toBe(false);
    // Nor a part of one.
    expect(output.includes(token.split('.')[2] ?? token)).toBe(false);
  });
});
