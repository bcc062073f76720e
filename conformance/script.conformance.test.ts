import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, cableUrl, newPerson, newRoom, post, type Person } from './lib/people.ts';

const program = fileURLToPath(new URL('programs/headless-client.cjs', import.meta.url));
const origin = 'https://community.example.com';
const patient = { timeout: 30_000 };
const secret = randomBytes(32).toString('hex');

let server: TestServer;
let ada: Person;
const running: ChildProcess[] = [];

beforeAll(async () => {
  server = await startParley({
    env: { PARLEY_ORIGINS: origin, PARLEY_LOG_LEVEL: 'trace', PARLEY_JWT_SECRET: secret },
  });
  ada = await newPerson(server);
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => server.stop());

/** Runs it with all that it is told filled in; answers the lines it prints, as they come. */
function run(filled: { readonly token?: string; readonly origin?: string } = {}): string[] {
  const lines: string[] = [];
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      CABLE_URL: cableUrl(server),
      CABLE_TOKEN: filled.token ?? ada.token,
      CABLE_ORIGIN: filled.origin ?? origin,
      CABLE_MEMBER: String(ada.id),
    },
  });
  running.push(child);
  let text = '';
  child.stdout?.on('data', (data: Buffer) => {
    text += data.toString();
    const whole = text.split('\n');
    text = whole.pop() ?? '';
    lines.push(...whole);
  });
  return lines;
}

/** A token as the application signs one, which was good until a minute ago. */
function expiredToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const text = [{ alg: 'HS256' }, { sub: 'ada', name: 'Ada', iat: now - 3660, exp: now - 60 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

type Frame = Readonly<Record<string, unknown>>;

const framesIn = (lines: readonly string[]): Frame[] =>
  lines
    .filter((line) => line.startsWith('frame '))
    .map((line) => JSON.parse(line.slice(6)) as Frame);

const pingsIn = (lines: readonly string[]): number[] =>
  framesIn(lines)
    .filter(({ type }) => type === 'ping')
    .map(({ message }) => Number(message));

describe('the script of headless clients', () => {
  it('C1 C3 is told welcome, its confirmation and then a ping every three seconds', async () => {
    const lines = run();
    await expect.poll(() => pingsIn(lines).length, patient).toBeGreaterThan(3);
    expect(lines[0]).toBe('open');
    const [welcome, confirmation, ...pings] = framesIn(lines);
    // It subscribes the moment it is open: welcome is still the first.
    expect(Object.keys(welcome ?? {})).toEqual(['type', 'sid']);
    expect(welcome).toEqual({ type: 'welcome', sid: expect.stringMatching(/^[\w-]{21}$/) });
    expect(confirmation).toEqual({
      identifier: `{"channel":"ChatRoomChannel","community_member_id":${ada.id}}`,
      type: 'confirm_subscription',
    });
    // The odd command that it sends as well has no answer.
    for (const ping of pings) expect(ping).toEqual({ type: 'ping', message: expect.any(Number) });
    const times = pingsIn(lines);
    for (const [index, time] of times.entries()) {
      expect(Number.isInteger(time)).toBe(true);
      const before = times[index - 1];
      if (before === undefined) continue;
      expect(time - before).toBeGreaterThanOrEqual(2);
      // A client that hears nothing for six seconds gives the connection up.
      expect(time - before).toBeLessThan(6);
    }
    expect(Math.abs((times[0] ?? 0) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('C2 C8 hears of a message that is posted, after its bogus command', async () => {
    const bob = await newPerson(server);
    const room = await newRoom(server, [bob, ada]);
    const lines = run();
    await expect.poll(() => framesIn(lines).length, patient).toBeGreaterThan(1);
    const posted = await post(server, room, 'Hello', { creationUuid: 'script-1' });
    const messages = (): unknown[] =>
      framesIn(lines)
        .filter(({ message }) => typeof message === 'object')
        .map(({ message }) => message);
    await expect
      .poll(messages, patient)
      .toMatchObject([
        { event: 'newMessage', id: posted['id'], body: 'Hello', creation_uuid: 'script-1' },
      ]);
    expect(framesIn(lines).filter(({ type }) => type === 'disconnect')).toEqual([]);
  });

  it('C4 is refused with a token that is bad, revoked or expired, and from another origin', async () => {
    const eve = await newPerson(server);
    const revoked = await ask(
      server,
      server.appToken,
      'POST /api/v1/headless/access_token/revoke',
      {
        access_token: eve.token,
      },
    );
    expect(revoked.status).toBe(204);
    const expired = expiredToken();
    for (const [token, reason] of [
      ['not-a-token', 'unauthorized'],
      [`${ada.token}x`, 'unauthorized'],
      [eve.token, 'unauthorized'],
      [expired, 'token_expired'],
    ] as const) {
      const lines = run({ token });
      await expect.poll(() => lines.at(-1), patient).toMatch(/^close/);
      expect([reason, framesIn(lines)]).toEqual([
        reason,
        [{ type: 'disconnect', reason, reconnect: false }],
      ]);
    }
    const lines = run({ origin: 'https://elsewhere.example.com' });
    await expect.poll(() => lines.at(-1), patient).toMatch(/^close/);
    expect(lines[0]).toMatch(/^error .*403/);
    const log = server.output();
    for (const token of [ada.token, eve.token, expired, eve.refreshToken, server.appToken]) {
      expect(log).not.toContain(token);
      expect(log).not.toContain(token.split('.').at(-1));
    }
  });
});
