import { createHmac } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '../identity/index.ts';
import { newestKeys } from '../identity/key-repository.ts';
import { SigningKeys } from '../identity/signing-keys.ts';
import { sharedSecret, type OpenIdentity } from './open-identity.ts';

const HOUR = 3_600_000;

const kidOf = (token: string): unknown => decodeProtectedHeader(token).kid;

/** What is promised of the keys of access tokens, and of tokens that others made, on whatever engine. */
export function signingKeysSuite(name: string, open: () => Promise<OpenIdentity>): void {
  describe(`${name}: signing keys`, () => {
    let at: OpenIdentity;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    const credentialOf = async (bearer: string, identity: Identity = at.identity) =>
      (await identity.authenticate({ bearer }))?.principal.credential;

    it('rotate: the new one signs, the old one verifies until its tokens are over', async () => {
      const id = await at.member('Rotated');
      const before = await at.identity.issueTokens({ memberId: id });
      const { kid } = await at.identity.rotateKeys();
      const after = await at.identity.issueTokens({ memberId: id });
      expect(kidOf(before.access_token)).not.toBe(kid);
      expect(kidOf(after.access_token)).toBe(kid);
      expect(await credentialOf(before.access_token)).toBeDefined();
      expect(await credentialOf(after.access_token)).toBeDefined();
      at.clock.advance(HOUR);
      expect(await at.identity.identify(before.access_token)).toBe('expired');
    });

    it('are learned by the other nodes: at once to verify, within a second to sign', async () => {
      const other = await at.node();
      const id = await at.member('Learned');
      const old = await other.issueTokens({ memberId: id });
      const { kid } = await at.identity.rotateKeys();
      at.clock.advance(1000);
      const { access_token: token } = await at.identity.issueTokens({ memberId: id });
      expect(await credentialOf(token, other)).toBeDefined();
      expect(kidOf((await other.issueTokens({ memberId: id })).access_token)).toBe(kid);
      expect(await credentialOf(old.access_token)).toBeDefined();
    });

    it('are looked for once a second, however many false ids come', async () => {
      let looks = 0;
      const read = at.db.read.withPlugin({
        transformQuery: ({ node }) => {
          looks += 1;
          return node;
        },
        transformResult: async ({ result }) => result,
      });
      const keys = new SigningKeys(read, [sharedSecret], at.clock);
      const kid = 'parley-0123456789abcdef';
      await Promise.all(Array.from({ length: 20 }, () => keys.find(kid)));
      for (let n = 0; n < 20; n += 1) expect(await keys.find(kid)).toBeUndefined();
      expect(looks).toBe(1);
      at.clock.advance(1000);
      await keys.find(kid);
      expect(looks).toBe(2);
    });

    it('are forgotten when nothing that they signed is left', async () => {
      const id = await at.member('Spent');
      await at.identity.rotateKeys();
      const held = await at.identity.mintToken(id, { lifetimeMs: 5 * HOUR });
      for (let n = 0; n < 3; n += 1) await at.identity.rotateKeys();
      const count = async () => (await newestKeys(at.db.read, 200)).length;
      const all = await count();
      at.clock.advance(2 * HOUR);
      await at.tidy();
      // The newest, and the one whose token still holds.
      expect(await count()).toBe(2);
      expect(all).toBeGreaterThan(2);
      const fresh = await at.node();
      expect(await credentialOf(held.token, fresh)).toBeDefined();
    });

    it('are at most a hundred', async () => {
      const rotations = Array.from({ length: 101 }, () => at.identity.rotateKeys());
      const results = await Promise.allSettled(rotations);
      const refused = results.filter(({ status }) => status === 'rejected');
      expect(refused.length).toBeGreaterThan(0);
      expect(refused[0]).toMatchObject({ reason: { code: 'too_many' } });
      expect((await newestKeys(at.db.read, 200)).length).toBe(100);
      at.clock.advance(2 * HOUR);
      await at.identity.rotateKeys();
    });

    it('may be made of several secrets: the newest signs, the older ones verify', async () => {
      const id = await at.member('Secrets');
      const { token } = await at.identity.mintToken(id);
      const next = new Uint8Array(32).fill(9);
      const changed = await at.node({ secret: next, olderSecrets: [sharedSecret] });
      const later = await changed.mintToken(id);
      expect(await credentialOf(token, changed)).toBeDefined();
      expect(await credentialOf(later.token, changed)).toBeDefined();
      expect(kidOf(later.token)).not.toBe(kidOf(token));
      const only = await at.node({ secret: next });
      expect(await only.identify(token)).toBe('unauthorized');
      expect(await credentialOf(later.token, only)).toBeDefined();
      await expect(at.node({ olderSecrets: [new Uint8Array(31)] })).rejects.toThrow(RangeError);
    });
  });

  describe(`${name}: forged tokens are refused`, () => {
    let at: OpenIdentity;
    let model: string;
    beforeAll(async () => {
      at = await open();
      const [one] = [await at.member('One'), await at.member('Two')];
      // Without a rotation the first key is the secret itself.
      model = (await at.identity.mintToken(one)).token;
    });
    afterAll(() => at.close());

    /** The good token, but for what is given; signed by the key that signs now. */
    const forged = (header: object, claims: object): string => {
      const parts = [
        { ...decodeProtectedHeader(model), ...header },
        { ...decodeJwt(model), ...claims },
      ];
      const text = parts
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      const hash = createHmac('sha256', sharedSecret).update(text).digest('base64url');
      return `${text}.${hash}`;
    };

    it('though the good one that they are made of is let in', async () => {
      expect(await at.identity.identify(model)).toMatchObject({ member: { name: 'One' } });
      expect(await at.identity.identify(forged({}, {}))).toMatchObject({ member: { name: 'One' } });
    });

    it.each([
      ['no algorithm', { alg: 'none' }, {}],
      ['another algorithm', { alg: 'HS512' }, {}],
      ["a key pair's algorithm", { alg: 'RS256' }, {}],
      ['another type', { typ: 'JWT' }, {}],
      ['a path for a key', { kid: 'parley-/../../dev/null' }, {}],
      ['a key named as what every object has', { kid: 'parley-__proto__' }, {}],
      ['the key __proto__', { kid: '__proto__' }, {}],
      ['the key constructor', { kid: 'constructor' }, {}],
      ['a number for a key', { kid: 7 }, {}],
      ['no key', { kid: undefined }, {}],
      ['another community', {}, { community_id: 2 }],
      ['no community', {}, { community_id: undefined }],
      ['another member', {}, { community_member_id: 2, sub: '2' }],
      ['two members', {}, { community_member_id: 2 }],
      ['a member in words', {}, { community_member_id: '1' }],
      ['an id that was never given', {}, { jti: 'made-up' }],
      ['no id', {}, { jti: undefined }],
      ['no end', {}, { exp: undefined }],
      ['another issuer', {}, { iss: 'else' }],
      ['another audience', {}, { aud: 'else' }],
    ])('%s', async (_what, header, claims) => {
      expect(await at.identity.identify(forged(header, claims))).toBe('unauthorized');
    });

    it('without a signature, with another, or changed after it was signed', async () => {
      const [header = '', payload = '', signature = ''] = model.split('.');
      const longer = { ...decodeJwt(model), exp: at.clock.now() / 1000 + 10 * HOUR };
      const changed = Buffer.from(JSON.stringify(longer)).toString('base64url');
      const none = Buffer.from('{"alg":"none"}').toString('base64url');
      for (const bearer of [
        `${header}.${payload}.`,
        `${header}.${payload}.${'A'.repeat(signature.length)}`,
        `${header}.${changed}.${signature}`,
        `${none}.${payload}.`,
        `${header}.${payload}`,
        `${model}${' '.repeat(8192)}`,
        'parley-',
        '..',
      ]) {
        expect(await at.identity.identify(bearer)).toBe('unauthorized');
      }
    });

    it('the id of an ended token, signed again with a stolen key', async () => {
      const id = await at.member('Three');
      const { token } = await at.identity.mintToken(id);
      const again = (): string => forged({}, decodeJwt(token));
      expect(await at.identity.identify(again())).not.toBe('unauthorized');
      await at.identity.revokeAccessToken(token);
      expect(await at.identity.identify(again())).toBe('unauthorized');
    });

    it('the id of a token of the new key, signed with the old one', async () => {
      await at.identity.rotateKeys();
      const { token } = await at.identity.mintToken(await at.member('Four'));
      expect(await at.identity.identify(forged({}, decodeJwt(token)))).toBe('unauthorized');
    });
  });
}
