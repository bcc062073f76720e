import type { AuthToken } from '@parley/domains/identity/schema';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { askAuth, startInside, tokensOf, type InnerServer } from './headless-people.ts';
import { ShiftedClock } from './shifted-clock.ts';

const HOUR = 3_600_000;
const clock = new ShiftedClock();
const open: WebSocket[] = [];
let server: InnerServer;
let memberId: number;

beforeAll(async () => {
  server = await startInside({ clock });
  const account = { name: 'Ada', email: 'ada@example.com', password: 'a good password' } as const;
  memberId = (await server.parley.identity.createMember({ ...account, role: 'member' })).id;
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.terminate();
});
afterAll(() => server.stop());

/** A socket of a headless client, and what it hears; pings left out. */
function cable(token: string): {
  send: (frame: object) => void;
  next: () => Promise<unknown>;
  closed: Promise<unknown>;
} {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/cable`, {
    headers: { authorization: `Bearer ${token}` },
  });
  open.push(socket);
  const heard: unknown[] = [];
  const waiting: ((frame: unknown) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as { type?: string };
    if (frame.type === 'ping') return;
    const wanted = waiting.shift();
    if (wanted === undefined) heard.push(frame);
    else wanted(frame);
  });
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    next: () =>
      heard.length > 0
        ? Promise.resolve(heard.shift())
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
    closed: once(socket, 'close'),
  };
}

async function welcomed(token: string): Promise<ReturnType<typeof cable>> {
  const socket = cable(token);
  expect(await socket.next()).toMatchObject({ type: 'welcome' });
  return socket;
}

const ended = (reason: string) => ({ type: 'disconnect', reason, reconnect: false });

async function refreshed({ refresh_token }: Pick<AuthToken, 'refresh_token'>): Promise<string> {
  const { body } = await askAuth(server, 'PATCH /access_token/refresh', { refresh_token });
  return String(body['access_token']);
}

describe('C12 the token of an Action Cable client', () => {
  it('revoked: its live sockets are told so and closed, and it opens none', async () => {
    const { access_token } = await tokensOf(server, memberId);
    const socket = await welcomed(access_token);
    await askAuth(server, 'POST /access_token/revoke', { access_token });
    expect(await socket.next()).toEqual(ended('token_expired'));
    await socket.closed;
    expect(await cable(access_token).next()).toEqual(ended('unauthorized'));
  });

  it('revoked with its refresh token: the same', async () => {
    const tokens = await tokensOf(server, memberId);
    const sockets = [await welcomed(tokens.access_token), await welcomed(await refreshed(tokens))];
    const { refresh_token } = tokens;
    await askAuth(server, 'POST /refresh_token/revoke', { refresh_token });
    for (const socket of sockets) expect(await socket.next()).toEqual(ended('token_expired'));
  });

  it('renewed on the way: the old one may end, the new one counts', async () => {
    const tokens = await tokensOf(server, memberId);
    const { access_token } = tokens;
    const socket = await welcomed(access_token);
    const token = await refreshed(tokens);
    socket.send({ command: 'refresh', token });
    expect(await socket.next()).toMatchObject({ type: 'refreshed' });
    await askAuth(server, 'POST /access_token/revoke', { access_token });
    const identifier = JSON.stringify({ channel: 'Nowhere' });
    socket.send({ command: 'subscribe', identifier });
    expect(await socket.next()).toEqual({ type: 'reject_subscription', identifier });
    await askAuth(server, 'POST /access_token/revoke', { access_token: token });
    expect(await socket.next()).toEqual(ended('token_expired'));
  });

  it('over in the middle of a connection, or before it', async () => {
    const { access_token, access_token_expires_at: over } = await tokensOf(server, memberId);
    clock.to(Date.parse(over) - 1500);
    const socket = await welcomed(access_token);
    expect(await socket.next()).toEqual(ended('token_expired'));
    await socket.closed;
    expect(await cable(access_token).next()).toEqual(ended('token_expired'));
    clock.to(Date.parse(over) + HOUR);
    expect(await cable(access_token).next()).toEqual(ended('token_expired'));
  });

  it('never good: unauthorized', async () => {
    const { access_token } = await tokensOf(server, memberId);
    const forged = `${access_token.slice(0, access_token.lastIndexOf('.'))}.${'A'.repeat(43)}`;
    for (const token of [forged, 'nonsense', 'a.b.c']) {
      expect(await cable(token).next()).toEqual(ended('unauthorized'));
    }
  });
});
