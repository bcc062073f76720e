import { authTokenResponse, type AuthToken } from '@parley/domains/identity/schema';
import { startParley } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  appToken,
  askAuth,
  headerOf,
  signedBy,
  socketWith,
  startInside,
  statusWith,
  tokensOf,
  type InnerServer,
} from './headless-people.ts';
import { ask } from './people.ts';
import type { PlainSocket } from './plain-socket.ts';
import { ShiftedClock } from './shifted-clock.ts';

const HOUR = 3_600_000;
const jwtSecret = 'what only the application signs with';
const clock = new ShiftedClock();
const open: PlainSocket[] = [];
let server: InnerServer;
let made = 0;

beforeAll(async () => {
  server = await startInside({ clock, jwtSecret, communityId: 42 });
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});
afterAll(() => server.stop());

async function member(): Promise<number> {
  made += 1;
  const account = { name: `M ${made}`, email: `m${made}@example.com`, password: 'a good password' };
  return (await server.parley.identity.createMember({ ...account, role: 'member' })).id;
}

async function connect({
  access_token: token,
}: Pick<AuthToken, 'access_token'>): Promise<PlainSocket> {
  const socket = await socketWith(server, token);
  open.push(socket);
  return socket;
}

const wasCut = async (socket: PlainSocket, reason: string): Promise<void> => {
  expect(await socket.next('disconnect')).toMatchObject({ reason });
  await socket.closed;
};

const lives = async (socket: PlainSocket): Promise<void> => {
  socket.send({ op: 'ping' });
  await socket.next('pong');
};

const admin = (path: string) =>
  ask(server, null, `POST /api/admin${path}`, undefined, {
    authorization: `Bearer ${appToken}`,
  });

describe('C12 tokens for headless clients', () => {
  it('are given to the back end for the member that it names, in either of four ways', async () => {
    const id = await member();
    const exp = Math.floor(clock.now() / 1000) + 60;
    const bearer = signedBy(jwtSecret, { sub: 'user-17', exp });
    expect(await statusWith(server, bearer)).toBe(200);
    const answers = await Promise.all(
      [
        { community_member_id: id },
        { community_member_id: String(id) },
        { email: `M${made}@Example.com` },
        { sso_user_id: 'user-17' },
        { sso_id: 'user-17' },
      ].map((body) => askAuth(server, 'POST /auth_token', body)),
    );
    for (const { status, body } of answers) {
      expect([status, body]).toEqual([
        200,
        {
          access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/u),
          refresh_token: expect.stringMatching(/^[\w-]{43}$/u),
          access_token_expires_at: expect.stringMatching(/^\d{4}-.*Z$/u),
          refresh_token_expires_at: expect.stringMatching(/^\d{4}-.*Z$/u),
          community_member_id: expect.any(Number),
          community_id: 42,
        },
      ]);
    }
    const ids = answers.map(({ body }) => body['community_member_id']);
    expect(ids).toEqual([id, id, id, ids[3], ids[3]]);
    expect(ids[3]).not.toBe(id);
    expect(answers[0]?.headers.get('cache-control')).toBe('no-store');
  });

  it('are refused in one form, whatever is wrong', async () => {
    const id = await member();
    const { access_token: own, refresh_token: refresh } = await tokensOf(server, id);
    const out = await member();
    await admin(`/members/${out}/deactivate`);
    const by = 'POST /auth_token';
    const cases: [number, string, string, unknown, (string | null)?][] = [
      [401, 'app_token_needed', by, { community_member_id: id }, null],
      [401, 'app_token_needed', by, { community_member_id: id }, 'wrong'],
      [401, 'app_token_needed', by, { community_member_id: id }, own],
      [401, 'app_token_needed', 'PATCH /access_token/refresh', { refresh_token: refresh }, null],
      [401, 'app_token_needed', 'POST /access_token/revoke', { access_token: own }, own],
      [401, 'app_token_needed', 'POST /refresh_token/revoke', { refresh_token: refresh }, null],
      [403, 'forbidden', by, { community_member_id: out }],
      [404, 'not_found', by, { community_member_id: 999_999 }],
      [404, 'not_found', by, { sso_user_id: 'nobody' }],
      [404, 'not_found', by, { email: 'nobody@example.com' }],
      [404, 'not_found', 'PATCH /access_token/refresh', { refresh_token: own }],
      [404, 'not_found', 'POST /access_token/revoke', { access_token: refresh }],
      [404, 'not_found', 'POST /refresh_token/revoke', { refresh_token: 'unknown' }],
      [422, 'invalid', by, undefined],
      [422, 'invalid', by, {}],
      [422, 'invalid', by, []],
      [422, 'invalid', by, { email: `m1@example.com`, community_member_id: id }],
      [422, 'invalid', by, { sso_id: 'a', sso_user_id: 'a' }],
      [422, 'invalid', by, { community_member_id: '1 or 1=1' }],
      [422, 'invalid', by, { community_member_id: -1 }],
      [422, 'invalid', by, { email: { $ne: null } }],
      [422, 'invalid', by, { sso_id: 'x'.repeat(256) }],
      [422, 'invalid', 'PATCH /access_token/refresh', {}],
      [422, 'invalid', 'POST /access_token/revoke', { access_token: 7 }],
      [422, 'invalid', 'POST /refresh_token/revoke', { refresh_token: '' }],
    ];
    for (const [status, code, request, body, token] of cases) {
      const answer = await askAuth(server, request, body, token);
      expect([request, body, answer.status, answer.body]).toEqual([
        request,
        body,
        status,
        {
          success: false,
          message: expect.stringMatching(/.{10}/u),
          error_details: {
            code,
            ...(status === 422 ? { fields: expect.any(Object) } : {}),
          },
        },
      ]);
    }
    // Nothing of it has changed anything.
    expect(await statusWith(server, own)).toBe(200);
  });

  it('are refreshed while the refresh token, which stays, lasts', async () => {
    const first = await tokensOf(server, await member());
    const body = { refresh_token: first.refresh_token };
    const answer = await askAuth(server, 'PATCH /access_token/refresh', body);
    expect([answer.status, answer.body]).toEqual([
      200,
      { ...first, access_token: expect.any(String), access_token_expires_at: expect.any(String) },
    ]);
    const token = String(answer.body['access_token']);
    expect(token).not.toBe(first.access_token);
    expect(await statusWith(server, token)).toBe(200);
    expect(await statusWith(server, first.access_token)).toBe(200);
  });

  it('an access token that is revoked ends its requests and its sockets, and no others', async () => {
    const id = await member();
    const [one, two] = [await tokensOf(server, id), await tokensOf(server, id)];
    const [tab, again, other] = [await connect(one), await connect(one), await connect(two)];
    const { access_token: token } = one;
    const answer = await askAuth(server, 'POST /access_token/revoke', { access_token: token });
    expect([answer.status, answer.body]).toEqual([204, {}]);
    await wasCut(tab, 'signed_out');
    await wasCut(again, 'signed_out');
    expect(await statusWith(server, token)).toBe(401);
    await expect(connect(one)).rejects.toThrow('No ticket: 401');
    await lives(other);
    const { refresh_token } = one;
    const next = await askAuth(server, 'PATCH /access_token/refresh', { refresh_token });
    expect(next.status).toBe(200);
  });

  it('a refresh token that is revoked ends all that was made of it', async () => {
    const id = await member();
    const [one, two] = [await tokensOf(server, id), await tokensOf(server, id)];
    const { refresh_token } = one;
    const { body } = await askAuth(server, 'PATCH /access_token/refresh', { refresh_token });
    const access_token = String(body['access_token']);
    const sockets = [await connect(one), await connect({ access_token })];
    const other = await connect(two);
    const ended = await askAuth(server, 'POST /refresh_token/revoke', { refresh_token });
    expect(ended.status).toBe(204);
    for (const socket of sockets) await wasCut(socket, 'signed_out');
    expect(await statusWith(server, one.access_token)).toBe(401);
    expect(await statusWith(server, access_token)).toBe(401);
    const late = await askAuth(server, 'PATCH /access_token/refresh', { refresh_token });
    expect(late.status).toBe(404);
    await lives(other);
  });

  it('a member who is kept out loses everything at once, and is let in anew', async () => {
    const id = await member();
    const tokens = await tokensOf(server, id);
    const socket = await connect(tokens);
    expect((await admin(`/members/${id}/deactivate`)).status).toBe(204);
    await wasCut(socket, 'signed_out');
    expect(await statusWith(server, tokens.access_token)).toBe(401);
    expect((await admin(`/members/${id}/activate`)).status).toBe(204);
    expect(await statusWith(server, tokens.access_token)).toBe(401);
    await lives(await connect(await tokensOf(server, id)));
    expect((await admin('/members/999999/deactivate')).status).toBe(404);
  });

  it('a changed password ends the tokens given before it', async () => {
    const id = await member();
    const tokens = await tokensOf(server, id);
    const socket = await connect(tokens);
    const authorization = `Bearer ${tokens.access_token}`;
    const body = { current: 'a good password', password: 'a better password' };
    const changed = await ask(server, null, 'PUT /api/session/password', body, {
      authorization,
    });
    expect(changed.status).toBe(204);
    await wasCut(socket, 'signed_out');
    expect(await statusWith(server, tokens.access_token)).toBe(401);
  });

  it('a rotated key signs at once, and what the old one signed stays good', async () => {
    const id = await member();
    const before = await tokensOf(server, id);
    const socket = await connect(before);
    const { status, body } = await admin('/keys/rotate');
    expect([status, body]).toEqual([201, { kid: expect.stringMatching(/^parley-/u) }]);
    const after = await tokensOf(server, id);
    expect(headerOf(after.access_token).kid).toBe(body['kid']);
    expect(await statusWith(server, before.access_token)).toBe(200);
    expect(await statusWith(server, after.access_token)).toBe(200);
    await lives(socket);
  });

  it('end after an hour: the socket is closed, requests are refused', async () => {
    const tokens = await tokensOf(server, await member());
    const expiresAt = Date.parse(tokens.access_token_expires_at);
    // Tokens end on a whole second.
    expect(Math.abs(expiresAt - clock.now() - HOUR)).toBeLessThan(5000);
    clock.to(expiresAt - 1500);
    const socket = await connect(tokens);
    await wasCut(socket, 'expired');
    expect(await statusWith(server, tokens.access_token)).toBe(401);
    const { refresh_token } = tokens;
    const next = await askAuth(server, 'PATCH /access_token/refresh', { refresh_token });
    expect(await statusWith(server, String(next.body['access_token']))).toBe(200);
    clock.to(clock.now() + 30 * 24 * HOUR);
    const over = await askAuth(server, 'PATCH /access_token/refresh', { refresh_token });
    expect(over.status).toBe(404);
  });
});

it('C12 no access token and no refresh token is ever logged, not even at the lowest level', async () => {
  const spawned = await startParley({ env: { PARLEY_LOG_LEVEL: 'trace' } });
  const secrets: string[] = [];
  try {
    const auth = (request: string, body: unknown) =>
      askAuth(spawned, request, body, spawned.appToken);
    const { body } = await auth('POST /auth_token', { email: 'demo1@example.com' });
    const { access_token, refresh_token } = authTokenResponse.parse(body);
    const { body: next } = await auth('PATCH /access_token/refresh', { refresh_token });
    const later = String(next['access_token']);
    secrets.push(spawned.appToken, refresh_token);
    for (const token of [access_token, later]) secrets.push(token, token.split('.')[2] ?? '');
    const socket = await socketWith(spawned, access_token);
    await auth(`POST /auth_token?access_token=${access_token}`, { refresh_token, access_token });
    await auth('PATCH /access_token/refresh', { refresh_token: [refresh_token] });
    await auth('PATCH /access_token/refresh', { refresh_token: `${refresh_token}x` });
    await auth('POST /access_token/revoke', { access_token });
    await socket.closed;
    await statusWith(spawned, access_token);
    await auth('POST /access_token/revoke', { access_token });
    await auth('POST /refresh_token/revoke', { refresh_token });
    await statusWith(spawned, later);
  } finally {
    await spawned.stop();
  }
  const said = spawned.output();
  expect(said).toContain('/api/v1/headless/auth_token');
  expect(secrets.every(({ length }) => length > 8)).toBe(true);
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
});
