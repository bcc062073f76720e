import { startPostgres, type TestPostgres } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CableSocket } from './cable-socket.ts';
import {
  appToken,
  askAuth,
  headerOf,
  socketWith,
  startInside,
  statusWith,
  tokensOf,
  type InnerServer,
} from './headless-people.ts';

let postgres: TestPostgres;
let here: InnerServer;
let there: InnerServer;
let memberId: number;

beforeAll(async () => {
  postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase();
  here = await startInside({ databaseUrl });
  there = await startInside({ databaseUrl });
  const account = { name: 'Ada', email: 'ada@example.com', password: 'a good password' } as const;
  memberId = (await here.parley.identity.createMember({ ...account, role: 'member' })).id;
});
afterAll(async () => {
  await there.stop();
  await here.stop();
  await postgres.stop();
});

/** A headless client on the other node, which is welcome there. */
async function cableWith(token: string): Promise<CableSocket> {
  const socket = new CableSocket(there.url, { headers: { authorization: `Bearer ${token}` } });
  expect(await socket.next()).toMatchObject({ type: 'welcome' });
  return socket;
}

async function isSentAway(socket: CableSocket): Promise<void> {
  const last = { type: 'disconnect', reason: 'token_expired', reconnect: false };
  expect(await socket.next()).toEqual(last);
  await socket.closed;
}

// Nothing but the database is between these nodes: what is told through it comes without Redis too.
describe('C12 what ends on one node has ended on the other', () => {
  it('an access token: its requests at once, its sockets soon', async () => {
    const tokens = await tokensOf(here, memberId);
    const socket = await socketWith(there, tokens.access_token);
    const { access_token } = tokens;
    const cable = await cableWith(access_token);
    const { status } = await askAuth(here, 'POST /access_token/revoke', { access_token });
    expect(status).toBe(204);
    expect(await statusWith(there, access_token)).toBe(401);
    expect(await socket.next('disconnect')).toMatchObject({ reason: 'signed_out' });
    await isSentAway(cable);
  });

  it('a refresh token, with what the other node made of it', async () => {
    const { refresh_token, access_token } = await tokensOf(here, memberId);
    const { body } = await askAuth(there, 'PATCH /access_token/refresh', { refresh_token });
    const sockets = [
      await socketWith(there, access_token),
      await socketWith(there, String(body['access_token'])),
    ];
    const cables = [await cableWith(access_token), await cableWith(String(body['access_token']))];
    expect((await askAuth(here, 'POST /refresh_token/revoke', { refresh_token })).status).toBe(204);
    expect(await statusWith(there, String(body['access_token']))).toBe(401);
    for (const socket of sockets) {
      expect(await socket.next('disconnect')).toMatchObject({ reason: 'signed_out' });
    }
    for (const cable of cables) await isSentAway(cable);
    const late = await askAuth(there, 'PATCH /access_token/refresh', { refresh_token });
    expect(late.status).toBe(404);
  });

  it('the key that signs: the other node takes the new one up', async () => {
    await tokensOf(there, memberId);
    const rotated = await fetch(`${here.url}/api/admin/keys/rotate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${appToken}` },
    });
    const { kid } = (await rotated.json()) as { kid: string };
    const fresh = await tokensOf(here, memberId);
    await expect.poll(() => statusWith(there, fresh.access_token)).toBe(200);
    await expect
      .poll(async () => headerOf((await tokensOf(there, memberId)).access_token).kid)
      .toBe(kid);
  });
});
