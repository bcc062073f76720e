import { SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { ApplicationTokens } from './application-tokens.ts';
import { identityLimits } from './rules.ts';
import { VerifiedTokens } from './verified-tokens.ts';

const start = Date.UTC(2026, 5, 1);
const age = identityLimits.verifiedTokenAge.default;
const most = identityLimits.verifiedTokens.default;

function fake() {
  let now = start;
  return { now: () => now, turn: (ms: number) => (now += ms) };
}

it('holds what a token said for a while, and never longer than the token is good', () => {
  const clock = fake();
  const tokens = new VerifiedTokens<{ expiresAt: number }>(clock);
  expect(tokens.find('long')).toBeUndefined();
  const long = tokens.keep('long', { expiresAt: start + 10 * age });
  const short = tokens.keep('short', { expiresAt: start + 10 });
  expect([tokens.find('long'), tokens.find('short')]).toEqual([long, short]);
  clock.turn(10);
  expect([tokens.find('long'), tokens.find('short')]).toEqual([long, undefined]);
  clock.turn(age - 11);
  expect(tokens.find('long')).toBe(long);
  clock.turn(1);
  expect(tokens.find('long')).toBeUndefined();
});

it('relies on nothing from a time that a clock set back calls the future', () => {
  const clock = fake();
  const tokens = new VerifiedTokens<{ expiresAt: number }>(clock);
  tokens.keep('one', { expiresAt: Infinity });
  clock.turn(-1);
  expect(tokens.find('one')).toBeUndefined();
});

it('is bounded: the oldest goes, and whatever is over', () => {
  const clock = fake();
  const tokens = new VerifiedTokens<{ expiresAt: number }>(clock);
  for (let n = 0; n < most; n += 1) tokens.keep(`${n}`, { expiresAt: Infinity });
  tokens.keep('0', { expiresAt: Infinity });
  tokens.keep('more', { expiresAt: Infinity });
  expect(tokens.find('1')).toBeUndefined();
  expect([tokens.find('0'), tokens.find('2'), tokens.find('more')]).not.toContain(undefined);
  expect(tokens.size).toBe(most);
  clock.turn(age);
  tokens.keep('later', { expiresAt: Infinity });
  expect(tokens.size).toBe(1);
});

it('C4: a token that is known makes no other one good, and says when it is over', async () => {
  const clock = fake();
  const secret = 'a secret of thirty-two bytes, ok';
  const tokens = new ApplicationTokens({ secret }, clock);
  const token = await new SignJWT({ sub: 'u1', exp: start / 1000 + 20 })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));
  const said = await tokens.verify(token);
  expect(said).toMatchObject({ externalId: 'u1' });
  expect(await tokens.verify(token)).toBe(said);
  const [header, , signature] = token.split('.');
  const claims = Buffer.from(JSON.stringify({ sub: 'u2', exp: start / 1000 + 20 }));
  const forged = `${header}.${claims.toString('base64url')}.${signature}`;
  expect(await tokens.verify(forged)).toBe('unauthorized');
  clock.turn(20_000 + identityLimits.clockTolerance.default);
  expect(await tokens.verify(token)).toBe('expired');
});
