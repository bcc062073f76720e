import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '../identity/index.ts';
import type { IdentityTables } from '../identity/tables.ts';
import type { OpenIdentity } from './open-identity.ts';

const HOUR = 3_600_000;
const MONTH = 30 * 24 * HOUR;
const applicationSecret = 'the secret that only the application knows';

/** What headless auth promises, on whatever engine. */
export function headlessSuite(name: string, open: () => Promise<OpenIdentity>): void {
  describe(name, () => {
    let at: OpenIdentity;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    const credentialOf = async (bearer: string, identity: Identity = at.identity) =>
      (await identity.authenticate({ bearer }))?.principal.credential;
    const jtiOf = (token: string): string => decodeJwt(token).jti ?? '';
    /** The credentials that the nodes were told have ended, since the last time. */
    const told = (memberId: number): unknown[] =>
      at.heard
        .splice(0)
        .filter(({ topic, event }) => topic === `$member:${memberId}` && event === 'parley.revoked')
        .map(({ payload }) => (JSON.parse(payload) as { credential: unknown }).credential);

    describe('C12 the tokens of a member whom the application vouches for', () => {
      it('say who it is, for an hour and for a month', async () => {
        const id = await at.member('Claims');
        const tokens = await at.identity.issueTokens({ memberId: id });
        const now = at.clock.now();
        expect(tokens).toEqual({
          access_token: expect.any(String),
          refresh_token: expect.stringMatching(/^[\w-]{43}$/u),
          access_token_expires_at: new Date(now + HOUR).toISOString(),
          refresh_token_expires_at: new Date(now + MONTH).toISOString(),
          community_member_id: id,
          community_id: 1,
        });
        expect(decodeProtectedHeader(tokens.access_token)).toEqual({
          alg: 'HS256',
          kid: expect.stringMatching(/^parley-[\da-f]{16}$/u),
          typ: 'at+jwt',
        });
        expect(decodeJwt(tokens.access_token)).toEqual({
          community_id: 1,
          community_member_id: id,
          sso_user_id: null,
          sub: String(id),
          iss: 'parley',
          aud: 'parley',
          jti: expect.stringMatching(/^[\da-f-]{36}$/u),
          iat: now / 1000,
          exp: (now + HOUR) / 1000,
        });
        expect(await credentialOf(tokens.access_token)).toBe(`token:${jtiOf(tokens.access_token)}`);
      });

      it('are given by the id of the application, of ours, or by the address', async () => {
        const identity = await at.node({ applicationTokens: { secret: applicationSecret } });
        const bearer = await new SignJWT({ sub: 'google|7', exp: at.clock.now() / 1000 + 60 })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode(applicationSecret));
        const sso = (await identity.authenticate({ bearer }))?.member.id;
        const tokens = await identity.issueTokens({ externalId: 'google|7' });
        expect(tokens.community_member_id).toBe(sso);
        expect(decodeJwt(tokens.access_token)['sso_user_id']).toBe('google|7');
        const id = await at.member('Addressed');
        const byAddress = await identity.issueTokens({ email: 'ADDRESSED@example.com' });
        expect(byAddress.community_member_id).toBe(id);
        for (const who of [{ externalId: 'nobody' }, { memberId: 999_999 }, { email: 'x@x.org' }]) {
          await expect(identity.issueTokens(who)).rejects.toMatchObject({ code: 'not_found' });
        }
      });

      it('are good to the last millisecond, and then expired, not unauthorized', async () => {
        const id = await at.member('Hourly');
        const { access_token: token } = await at.identity.issueTokens({ memberId: id });
        at.clock.advance(HOUR - 1);
        expect(await credentialOf(token)).toBeDefined();
        at.clock.advance(1);
        expect(await credentialOf(token)).toBeUndefined();
        expect(await at.identity.identify(token)).toBe('expired');
      });

      it('are refreshed for a month by the same refresh token', async () => {
        const id = await at.member('Monthly');
        const first = await at.identity.issueTokens({ memberId: id });
        at.clock.advance(MONTH - 1);
        const later = await at.identity.refreshAccessToken(first.refresh_token);
        expect(later).toMatchObject({
          refresh_token: first.refresh_token,
          refresh_token_expires_at: first.refresh_token_expires_at,
          community_member_id: id,
        });
        expect(await at.identity.identify(first.access_token)).toBe('expired');
        at.clock.advance(1);
        await expect(at.identity.refreshAccessToken(first.refresh_token)).rejects.toMatchObject({
          code: 'not_found',
        });
        // What was made in time lasts its hour.
        await at.tidy();
        expect(await credentialOf(later.access_token)).toBeDefined();
      });

      it('end one by one: an access token alone, on every node', async () => {
        const other = await at.node();
        const id = await at.member('Revoked');
        const first = await at.identity.issueTokens({ memberId: id });
        const second = await at.identity.refreshAccessToken(first.refresh_token);
        told(id);
        await at.identity.revokeAccessToken(first.access_token);
        expect(told(id)).toEqual([`token:${jtiOf(first.access_token)}`]);
        expect(await other.identify(first.access_token)).toBe('unauthorized');
        expect(await credentialOf(second.access_token, other)).toBeDefined();
        await expect(at.identity.revokeAccessToken(first.access_token)).rejects.toMatchObject({
          code: 'not_found',
        });
        await expect(at.identity.revokeAccessToken('nonsense')).rejects.toMatchObject({
          code: 'not_found',
        });
      });

      it('end together: a refresh token takes those made of it along, and no others', async () => {
        const other = await at.node();
        const id = await at.member('Together');
        const one = await at.identity.issueTokens({ memberId: id });
        const more = await at.identity.refreshAccessToken(one.refresh_token);
        const apart = await at.identity.issueTokens({ memberId: id });
        told(id);
        await at.identity.revokeRefreshToken(one.refresh_token);
        const ended = [one, more].map((each) => `token:${jtiOf(each.access_token)}`);
        expect(new Set(told(id))).toEqual(new Set(ended));
        for (const { access_token: token } of [one, more]) {
          expect(await credentialOf(token, other)).toBeUndefined();
        }
        expect(await credentialOf(apart.access_token, other)).toBeDefined();
        for (const gone of [one.refresh_token, 'nonsense', '']) {
          await expect(other.refreshAccessToken(gone)).rejects.toMatchObject({ code: 'not_found' });
          await expect(other.revokeRefreshToken(gone)).rejects.toMatchObject({ code: 'not_found' });
        }
        await other.refreshAccessToken(apart.refresh_token);
      });

      it('are not stored: neither can be read from the database', async () => {
        const id = await at.member('Unread');
        const tokens = await at.identity.issueTokens({ memberId: id });
        const rows = await storedTokens(at);
        expect(rows).toContain(jtiOf(tokens.access_token));
        expect(rows).not.toContain(tokens.refresh_token);
        expect(rows).not.toContain(tokens.access_token.split('.')[2]);
      });
    });

    describe('C12 everything of a member ends', () => {
      it('when they are kept out, and nothing new is given until they are let in', async () => {
        const id = await at.member('Kept');
        const tokens = await at.identity.issueTokens({ memberId: id });
        const minted = await at.identity.mintToken(id, { lifetimeMs: 24 * HOUR });
        told(id);
        await at.identity.setMemberActive(id, false);
        const named = [jtiOf(tokens.access_token), minted.tokenId].map((jti) => `token:${jti}`);
        expect(new Set(told(id))).toEqual(new Set([...named, null]));
        const ended = [tokens.access_token, minted.token];
        for (const token of ended) expect(await at.identity.identify(token)).toBe('unauthorized');
        const refused = { code: 'forbidden' };
        await expect(at.identity.issueTokens({ memberId: id })).rejects.toMatchObject(refused);
        await expect(at.identity.mintToken(id)).rejects.toMatchObject(refused);
        await expect(at.identity.refreshAccessToken(tokens.refresh_token)).rejects.toMatchObject({
          code: 'not_found',
        });
        await at.identity.setMemberActive(id, true);
        // Being let in again brings nothing back.
        for (const token of ended) expect(await credentialOf(token)).toBeUndefined();
        await at.identity.issueTokens({ memberId: id });
      });

      it('when the password changes: tokens given before it are no good', async () => {
        const id = await at.member('Careful');
        const tokens = await at.identity.issueTokens({ memberId: id });
        const minted = await at.identity.mintToken(id);
        told(id);
        const change = { current: 'a good password', password: 'another good one' };
        await at.identity.changePassword(id, change);
        const ended = [jtiOf(tokens.access_token), minted.tokenId].map((jti) => `token:${jti}`);
        expect(new Set(told(id))).toEqual(new Set(ended));
        expect(await credentialOf(tokens.access_token)).toBeUndefined();
        expect(await credentialOf(minted.token)).toBeUndefined();
        await expect(at.identity.refreshAccessToken(tokens.refresh_token)).rejects.toMatchObject({
          code: 'not_found',
        });
        const after = await at.identity.issueTokens({ memberId: id });
        expect(await credentialOf(after.access_token)).toBeDefined();
      });

      it('never lets a token slip past its end, however they fall together', async () => {
        const other = await at.node();
        for (let n = 0; n < 10; n += 1) {
          const id = await at.member(`Race${n}`);
          const results = await Promise.allSettled([
            other.issueTokens({ memberId: id }),
            at.identity.setMemberActive(id, false),
            other.mintToken(id),
          ]);
          for (const result of [results[0], results[2]]) {
            if (result.status !== 'fulfilled') continue;
            const { value } = result;
            const token = 'token' in value ? value.token : value.access_token;
            expect(await credentialOf(token)).toBeUndefined();
          }
        }
      });

      it('ends a ticket with the token that it was got with', async () => {
        const id = await at.member('Ticketed');
        const { token, tokenId, expiresAt } = await at.identity.mintToken(id);
        const ticket = { memberId: id, credential: `token:${tokenId}`, expiresAt };
        await expect(at.identity.principalOf(ticket)).resolves.toMatchObject({ expiresAt });
        const foreign = { ...ticket, memberId: await at.member('Foreign') };
        await expect(at.identity.principalOf(foreign)).resolves.toBeUndefined();
        await at.identity.revokeAccessToken(token);
        await expect(at.identity.principalOf(ticket)).resolves.toBeUndefined();
      });
    });

    describe('what is kept is bounded', () => {
      it('two hundred access tokens a member: the one with the least time goes, told to the nodes', async () => {
        const id = await at.member('Busy');
        const program = await at.identity.mintToken(id, { lifetimeMs: 24 * HOUR });
        const first = await at.identity.issueTokens({ memberId: id });
        at.clock.advance(1000);
        for (let n = 0; n < 198; n += 1) await at.identity.refreshAccessToken(first.refresh_token);
        expect(await credentialOf(first.access_token)).toBeDefined();
        told(id);
        await at.identity.refreshAccessToken(first.refresh_token);
        expect(told(id)).toEqual([`token:${jtiOf(first.access_token)}`]);
        expect(await credentialOf(first.access_token)).toBeUndefined();
        expect(await credentialOf(program.token)).toBeDefined();
      });

      it('rows of what is over are forgotten, those of what holds are not', async () => {
        const id = await at.member('Swept');
        const old = await at.identity.issueTokens({ memberId: id });
        at.clock.advance(HOUR);
        const held = await at.identity.issueTokens({ memberId: await at.member('Holds') });
        await at.tidy();
        const rows = await storedTokens(at);
        expect(rows).not.toContain(jtiOf(old.access_token));
        expect(rows).toContain(jtiOf(held.access_token));
        await at.identity.refreshAccessToken(old.refresh_token);
      });
    });
  });
}

/** Everything that is stored of tokens, as text. */
async function storedTokens({ db }: OpenIdentity): Promise<string> {
  const own = db.read.withTables<IdentityTables>().withSchema('dbtable_schema');
  const access = await own.selectFrom('access_tokens').selectAll().execute();
  const refresh = await own.selectFrom('refresh_tokens').selectAll().execute();
  return JSON.stringify([access, refresh]);
}
