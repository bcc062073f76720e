import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseTickets } from '../identity/database-tickets.ts';
import type { OpenDomains } from './open-domains.ts';

const from = { userAgent: 'Firefox' };
const password = 'a good password';
const appSecret = 'the secret that only the application knows';

async function applicationToken(
  clock: { now(): number },
  claims: Record<string, unknown>,
  secret = appSecret,
): Promise<string> {
  const jwt = new SignJWT({ exp: clock.now() / 1000 + 60, ...claims });
  return jwt.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
}

/** What identity promises, on whatever engine. */
export function identitySuite(name: string, open: () => Promise<OpenDomains>): void {
  describe(name, () => {
    let at: OpenDomains;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    it('keeps tickets that are taken once, though several ask at once, and that die', async () => {
      const tickets = new DatabaseTickets(at.db, at.clock);
      const ticket = { connectionId: 'c', memberId: 1, origin: null, credential: 'session:1' };
      await tickets.put('secret', ticket, 15_000);
      const taken = await Promise.all([1, 2, 3].map(() => tickets.take('secret')));
      expect(taken.filter((one) => one !== undefined)).toEqual([ticket]);
      await tickets.put('stale', ticket, -1);
      expect(await tickets.take('stale')).toBeUndefined();
      expect(await tickets.take('unknown')).toBeUndefined();
    });

    it('tells every node to close what a member has open', async () => {
      const ada = await at.member('Disconnected');
      const heard: string[] = [];
      const stop = at.db.log.onCommit((all) =>
        heard.push(...all.map((p) => `${p.topic} ${p.event}`)),
      );
      await at.identity.disconnectMember(ada.id);
      stop();
      expect(heard).toEqual([`$member:${ada.id} parley.disconnected`]);
      await expect(at.identity.disconnectMember(999_999)).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    it('signs in with the address in any case, and the session says who it is', async () => {
      const ada = await at.member('Ada');
      const session = await at.identity.signIn({ email: ' ADA@Example.com', password }, from);
      expect(session.member).toEqual(ada);
      const found = await at.identity.authenticate({ sessionToken: session.token });
      expect(found?.principal).toMatchObject({
        memberId: ada.id,
        credential: `session:${session.sessionId}`,
        profile: { memberId: ada.id, name: 'Ada', role: 'member', color: ada.color },
      });
      expect(found?.expiresAt).toBe(at.clock.now() + 7 * 24 * 3600_000);
    });

    it('refuses a wrong password and an unknown address with the same words', async () => {
      await at.member('Babbage');
      const wrong = {
        code: 'bad_credentials',
        message: expect.stringContaining('or the password'),
      };
      const tries = [
        { email: 'babbage@example.com', password: 'a bad password' },
        { email: 'nobody@example.com', password },
      ];
      for (const body of tries) {
        await expect(at.identity.signIn(body, from)).rejects.toMatchObject(wrong);
      }
    });

    it('makes one account of an address, however it is written and however many ask at once', async () => {
      const body = { name: 'Grace', password };
      const results = await Promise.allSettled(
        ['grace@example.com', 'GRACE@example.com', 'Grace@Example.com'].map((email) =>
          at.identity.signUp({ ...body, email }, from),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') {
          expect(result.reason).toMatchObject({ code: 'email_taken' });
        }
      }
    });

    it('makes no accounts while sign-up is closed', async () => {
      const closed = at.identityWith({ signUp: 'closed' });
      const body = { name: 'Eve', email: 'eve@example.com', password };
      await expect(closed.signUp(body, from)).rejects.toMatchObject({ code: 'sign_up_closed' });
      await expect(at.identity.findMember({ email: body.email })).resolves.toBeUndefined();
    });

    it('ends a session after seven days, and not before', async () => {
      await at.member('Hopper');
      const { token } = await at.identity.signIn({ email: 'hopper@example.com', password }, from);
      at.clock.advance(7 * 24 * 3600_000 - 1);
      await expect(at.identity.authenticate({ sessionToken: token })).resolves.toBeDefined();
      at.clock.advance(1);
      await expect(at.identity.authenticate({ sessionToken: token })).resolves.toBeUndefined();
    });

    it('tells the nodes which session ended, and the session is no good any more', async () => {
      const { id } = await at.member('Lovelace');
      const first = await at.identity.signIn({ email: 'lovelace@example.com', password }, from);
      const second = await at.identity.signIn({ email: 'lovelace@example.com', password }, from);
      const listed = await at.identity.listSessions(id, second.sessionId);
      expect(listed.map((one) => [one.id, one.current])).toEqual([
        [String(second.sessionId), true],
        [String(first.sessionId), false],
      ]);
      await at.identity.endSession(id, first.sessionId);
      expect(at.heard.at(-1)).toMatchObject({
        topic: `$member:${id}`,
        event: 'parley.revoked',
        payload: JSON.stringify({ credential: `session:${first.sessionId}` }),
        internal: true,
      });
      await expect(
        at.identity.authenticate({ sessionToken: first.token }),
      ).resolves.toBeUndefined();
      await expect(at.identity.authenticate({ sessionToken: second.token })).resolves.toBeDefined();
    });

    it("does not end another member's session", async () => {
      const { sessionId, token } = await at.identity.signUp(
        { name: 'Victim', email: 'victim@example.com', password },
        from,
      );
      const { id } = await at.member('Mallory');
      await expect(at.identity.endSession(id, sessionId)).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(at.identity.authenticate({ sessionToken: token })).resolves.toBeDefined();
    });

    it('changes a password: the old one is refused, the other sessions end, this one stays', async () => {
      const { id } = await at.member('Turing');
      const email = 'turing@example.com';
      const here = await at.identity.signIn({ email, password }, from);
      const there = await at.identity.signIn({ email, password }, from);
      const next = 'another good password';
      await expect(
        at.identity.changePassword(id, { current: 'not it', password: next }),
      ).rejects.toMatchObject({ code: 'wrong_password' });
      await at.identity.changePassword(
        id,
        { current: password, password: next },
        { keep: here.sessionId },
      );
      await expect(at.identity.authenticate({ sessionToken: here.token })).resolves.toBeDefined();
      await expect(
        at.identity.authenticate({ sessionToken: there.token }),
      ).resolves.toBeUndefined();
      await expect(at.identity.signIn({ email, password }, from)).rejects.toMatchObject({
        code: 'bad_credentials',
      });
      await expect(at.identity.signIn({ email, password: next }, from)).resolves.toBeDefined();
    });

    it('keeps a member out with every credential they have', async () => {
      const { id } = await at.member('Ousted');
      const { token } = await at.identity.signIn({ email: 'ousted@example.com', password }, from);
      const minted = await at.identity.mintToken(id);
      await at.identity.setMemberActive(id, false);
      expect(at.heard.at(-1)?.payload).toBe('{"credential":null}');
      await expect(at.identity.authenticate({ sessionToken: token })).resolves.toBeUndefined();
      await expect(at.identity.authenticate({ bearer: minted.token })).resolves.toBeUndefined();
      await expect(
        at.identity.signIn({ email: 'ousted@example.com', password }, from),
      ).rejects.toMatchObject({ code: 'bad_credentials' });
    });

    it('mints access tokens that are good until they expire, here alone', async () => {
      const { id } = await at.member('Minted');
      const { token, tokenId } = await at.identity.mintToken(id, { lifetimeMs: 60_000 });
      const found = await at.identity.authenticate({ bearer: token });
      expect(found?.principal).toMatchObject({ memberId: id, credential: `token:${tokenId}` });
      const elsewhere = at.identityWith({});
      await expect(elsewhere.authenticate({ bearer: token })).resolves.toBeUndefined();
      at.clock.advance(60_000);
      await expect(at.identity.authenticate({ bearer: token })).resolves.toBeUndefined();
    });

    it("makes a member of the application's user once, however many requests come first", async () => {
      const identity = at.identityWith({ applicationTokens: { secret: appSecret } });
      const bearer = await applicationToken(at.clock, { sub: 'user-7', name: 'Seven', jti: 'j1' });
      const found = await Promise.all(
        Array.from({ length: 8 }, () => identity.authenticate({ bearer })),
      );
      expect(new Set(found.map((one) => one?.principal.memberId)).size).toBe(1);
      expect(found[0]?.principal).toMatchObject({
        credential: 'jwt:j1',
        profile: { name: 'Seven' },
      });
      const again = await applicationToken(at.clock, { sub: 'user-7', jti: 'j2' });
      const later = await identity.authenticate({ bearer: again });
      expect(later?.principal.memberId).toBe(found[0]?.principal.memberId);
      const byNumber = await applicationToken(at.clock, { sub: 4711, name: '' });
      const found4711 = await identity.authenticate({ bearer: byNumber });
      expect(found4711?.member.name).toBe('4711');
    });

    it("does not hand an account to the application's user of the same address", async () => {
      const identity = at.identityWith({ applicationTokens: { secret: appSecret } });
      const owner = await at.member('Owner');
      const claims = { sub: 'user-8', email: 'OWNER@example.com' };
      const found = await identity.authenticate({
        bearer: await applicationToken(at.clock, claims),
      });
      expect(found?.member.id).not.toBe(owner.id);
      expect(found?.member).toMatchObject({ email: null, name: 'user-8' });
    });

    it('refuses application tokens that are unsigned, foreign, endless or over', async () => {
      const identity = at.identityWith({
        applicationTokens: { secret: appSecret, issuer: 'app', audience: 'parley' },
      });
      const good = { sub: 'user-9', iss: 'app', aud: 'parley' };
      const bad = await Promise.all([
        applicationToken(at.clock, good, 'another secret of at least 32 bytes.'),
        applicationToken(at.clock, { ...good, exp: undefined }),
        applicationToken(at.clock, { ...good, exp: at.clock.now() / 1000 - 11 }),
        applicationToken(at.clock, { ...good, sub: undefined }),
        applicationToken(at.clock, { ...good, sub: { id: 7 } }),
        applicationToken(at.clock, { ...good, sub: 'x'.repeat(256) }),
        applicationToken(at.clock, { ...good, iss: 'else' }),
        applicationToken(at.clock, { ...good, aud: 'else' }),
      ]);
      const claims = JSON.stringify({ ...good, exp: at.clock.now() });
      const unsigned = ['{"alg":"none"}', claims, '']
        .map((part) => Buffer.from(part).toString('base64url'))
        .join('.');
      for (const bearer of [...bad, unsigned, 'nonsense', '']) {
        await expect(identity.authenticate({ bearer })).resolves.toBeUndefined();
      }
      await expect(
        identity.authenticate({ bearer: await applicationToken(at.clock, good) }),
      ).resolves.toBeDefined();
      // Without a key, none is accepted.
      await expect(
        at.identity.authenticate({ bearer: await applicationToken(at.clock, good) }),
      ).resolves.toBeUndefined();
    });

    it('lets a ticket stand for a session only while the session lasts', async () => {
      const { id } = await at.member('Ticketed');
      const { sessionId } = await at.identity.signIn(
        { email: 'ticketed@example.com', password },
        from,
      );
      const ticket = { memberId: id, credential: `session:${sessionId}` };
      await expect(at.identity.principalOf(ticket)).resolves.toMatchObject({
        principal: { memberId: id, credential: ticket.credential },
      });
      await expect(
        at.identity.principalOf({ ...ticket, memberId: id + 1 }),
      ).resolves.toBeUndefined();
      await at.identity.endSession(id, sessionId);
      await expect(at.identity.principalOf(ticket)).resolves.toBeUndefined();
      const token = { memberId: id, credential: 'jwt:x', expiresAt: at.clock.now() + 1 };
      await expect(at.identity.principalOf(token)).resolves.toBeDefined();
      at.clock.advance(1);
      await expect(at.identity.principalOf(token)).resolves.toBeUndefined();
    });

    it('finds members by a part of the name in any script and case, and no wildcards', async () => {
      await at.member('Zoë');
      await at.member('Percent%sign');
      const names = async (query: string): Promise<string[]> =>
        (await at.identity.findMembers(query)).map((found) => found.name);
      await expect(names('ZOË')).resolves.toEqual(['Zoë']);
      await expect(names('t%s')).resolves.toEqual(['Percent%sign']);
      await expect(names('t_s')).resolves.toEqual([]);
      await expect(at.identity.findMembers('zoë')).resolves.toEqual([
        expect.not.objectContaining({ email: expect.anything() }),
      ]);
    });

    it('renames a member and tells the nodes to look again', async () => {
      const { id } = await at.member('Before');
      await expect(at.identity.renameMember(id, 'After')).resolves.toMatchObject({ name: 'After' });
      expect(at.heard.at(-1)).toMatchObject({ topic: `$member:${id}`, event: 'parley.profile' });
      await expect(at.identity.profiles.find([id, 999_999])).resolves.toMatchObject([
        { memberId: id, name: 'After' },
      ]);
    });

    it('keeps a hundred sessions a member, the oldest goes', async () => {
      const { id } = await at.member('Many');
      const body = { email: 'many@example.com', password };
      const first = await at.identity.signIn(body, from);
      for (let count = 0; count < 100; count += 1) await at.identity.signIn(body, from);
      await expect(at.identity.listSessions(id)).resolves.toHaveLength(100);
      await expect(
        at.identity.authenticate({ sessionToken: first.token }),
      ).resolves.toBeUndefined();
    });

    it('makes the first administrator once, by the newest link', async () => {
      const account = { email: 'first@example.com', name: 'First', password };
      const old = await at.identity.offerSetup();
      const token = (await at.identity.offerSetup()) ?? '';
      await expect(at.identity.setUp({ ...account, token: old ?? '' }, from)).rejects.toMatchObject(
        { code: 'setup_refused' },
      );
      await expect(at.identity.needsSetup()).resolves.toBe(true);
      const results = await Promise.allSettled(
        ['a', 'b'].map((who) =>
          at.identity.setUp({ ...account, email: `${who}@example.com`, token }, from),
        ),
      );
      const made = results.filter(({ status }) => status === 'fulfilled');
      expect(made).toHaveLength(1);
      expect(made[0]).toMatchObject({ value: { member: { role: 'admin' } } });
      await expect(at.identity.needsSetup()).resolves.toBe(false);
      await expect(at.identity.offerSetup()).resolves.toBeUndefined();
      await expect(at.identity.setUp({ ...account, token }, from)).rejects.toMatchObject({
        code: 'setup_refused',
      });
    });
  });
}
