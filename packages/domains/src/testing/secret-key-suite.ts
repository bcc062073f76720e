import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveSockets } from '../identity/index.ts';
import type { IssuedSecretKey } from '../identity/index.ts';
import type { OpenIdentity } from './open-identity.ts';

const WEEK = 7 * 24 * 3_600_000;
const password = 'a good password';

/** What the `id` + `secretkey` door promises, on whatever engine. */
export function secretKeySuite(name: string, open: () => Promise<OpenIdentity>): void {
  describe(name, () => {
    let at: OpenIdentity;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    const credentialOf = async (given: unknown) =>
      (await at.identity.authenticateSecretKey(given))?.principal.credential;
    const keyOf = async (name: string): Promise<IssuedSecretKey> => {
      const memberId = await at.member(name);
      return at.identity.openSecretKey({ memberId, password });
    };

    it('says who it is for a week', async () => {
      const key = await keyOf('Weekly');
      expect(key.secretkey).toMatch(/^[\w-]{43}$/u);
      const found = await at.identity.authenticateSecretKey({ ...key, id: String(key.id) });
      expect(found?.principal).toMatchObject({
        memberId: key.id,
        credential: expect.stringMatching(/^secretkey:\d+$/u),
      });
      expect(found?.expiresAt).toBe(at.clock.now() + WEEK);
      at.clock.advance(WEEK);
      expect(await credentialOf(key)).toBeUndefined();
    });

    it('is refused with another secret, or with the secret of another member', async () => {
      const [one, other] = [await keyOf('One'), await keyOf('Other')];
      expect(await credentialOf({ ...one, secretkey: other.secretkey })).toBeUndefined();
      expect(await credentialOf({ ...one, secretkey: 'A'.repeat(43) })).toBeUndefined();
      expect(await credentialOf({ id: one.id, secretkey: undefined })).toBeUndefined();
    });

    it('is issued for the right password only, in the same words to everybody else', async () => {
      const memberId = await at.member('Guarded');
      for (const who of [
        { memberId, password: 'a bad password' },
        { memberId: undefined, password },
        { memberId: 999_999, password },
      ]) {
        await expect(at.identity.openSecretKey(who)).rejects.toMatchObject({
          code: 'bad_credentials',
        });
      }
    });

    it('is accepted nowhere else, and nothing else is accepted as one', async () => {
      const key = await keyOf('Fenced');
      const { secretkey } = key;
      expect(await at.identity.authenticate({ bearer: secretkey })).toBeUndefined();
      expect(await at.identity.authenticate({ sessionToken: secretkey })).toBeUndefined();
      const { token } = await at.identity.mintToken(key.id);
      expect(await credentialOf({ id: key.id, secretkey: token })).toBeUndefined();
    });

    it('ends with the sign-out, and the nodes are told', async () => {
      const key = await keyOf('Leaver');
      const credential = await credentialOf(key);
      at.heard.splice(0);
      expect(await at.identity.endSecretKey(key)).toBe(true);
      expect(at.heard.map(({ event, payload }) => [event, JSON.parse(payload)])).toEqual([
        ['parley.revoked', { credential }],
      ]);
      expect(await credentialOf(key)).toBeUndefined();
      expect(await at.identity.endSecretKey(key)).toBe(false);
    });

    it('ends with a change of the password, and where a member is kept out', async () => {
      const key = await keyOf('Changer');
      const change = { current: password, password: 'a better password' };
      await at.identity.changePassword(key.id, change);
      expect(await credentialOf(key)).toBeUndefined();
      const next = await at.identity.issueSecretKey(key.id);
      expect(await credentialOf(next)).toBeDefined();
      await at.identity.setMemberActive(key.id, false);
      expect(await credentialOf(next)).toBeUndefined();
      await at.identity.setMemberActive(key.id, true);
      expect(await credentialOf(next)).toBeUndefined();
    });

    it('has its live sockets beside it, until they are gone, it ends, or their node is dead', async () => {
      const key = await keyOf('Socketed');
      const found = await at.identity.authenticateSecretKey(key);
      if (found === undefined) throw new Error('The key is no good.');
      const { principal } = found;
      const here = new LiveSockets(at.db, 'here');
      const there = new LiveSockets(at.db, 'there');
      await here.touch();
      await there.touch();
      for (const id of ['a', 'b', 'c']) expect(await here.open(id, principal)).toBe(true);
      expect(await there.open('d', principal)).toBe(true);
      expect(await here.of(key.id)).toEqual(['a', 'b', 'c', 'd']);
      await here.close('b');
      expect(await there.of(key.id)).toEqual(['a', 'c', 'd']);
      // The one there is killed, the one here goes on.
      at.clock.advance(61_000);
      await here.touch();
      expect(await here.of(key.id)).toEqual(['a', 'c']);
      // Killed as well, and started anew under another name.
      await new LiveSockets(at.db, 'here again').startAlone();
      expect(await here.of(key.id)).toEqual([]);
      expect(await here.open('e', principal)).toBe(true);
      await at.identity.endSecretKey(key);
      expect(await here.of(key.id)).toEqual([]);
      expect(await here.open('f', principal)).toBe(false);
      expect(await here.of(key.id)).toEqual([]);
    });

    it('keeps the newest fifty of a member', async () => {
      const first = await keyOf('Many');
      const keys = [first];
      for (let i = 0; i < 50; i += 1) keys.push(await at.identity.issueSecretKey(first.id));
      const good = await Promise.all(keys.map(credentialOf));
      expect(good.map((credential) => credential !== undefined)).toEqual(keys.map((_, i) => i > 0));
    });
  });
}
