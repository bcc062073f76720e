import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { socialTopic } from '../social/schema.ts';
import type { OpenSocial } from './open-social.ts';

/** Who follows whom, and what usernames promise, on whatever engine. */
export function socialSuite(name: string, open: () => Promise<OpenSocial>): void {
  describe(name, () => {
    let at: OpenSocial;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    let count = 0;
    /** Two members who have nothing to do with each other yet. */
    const two = async () => {
      count += 1;
      const [ada, bob] = [`ada${count}`, `bob${count}`];
      return { ada, bob, adaId: await at.member(ada, 'Ada A'), bobId: await at.member(bob, 'Bob') };
    };
    const status = async (memberId: number, username: string) =>
      (await at.social.publicInfo(memberId, username)).status;
    const told = (memberId: number) =>
      at.heard
        .filter(({ topic, internal }) => topic === socialTopic(memberId) && !internal)
        .map(({ event, payload }) => [event, JSON.parse(payload)]);

    describe('D6 following runs its table', () => {
      it('follows a stranger, who is told exactly once', async () => {
        const { ada, bob, adaId, bobId } = await two();
        expect(await at.social.followUnfollow(adaId, bob)).toBe('followed');
        expect(await status(adaId, bob)).toBe('Following');
        expect(await status(bobId, ada)).toBe('Follow');
        expect(told(bobId)).toEqual([
          [
            'social.followed',
            { id: expect.any(Number), follower: { id: adaId, name: 'Ada A', username: ada } },
          ],
        ]);
        expect(told(adaId)).toEqual([]);
      });

      it('unfollows whom one follows, and tells nobody', async () => {
        const { ada, bob, adaId, bobId } = await two();
        await at.social.followUnfollow(adaId, bob);
        expect(await at.social.followUnfollow(adaId, bob)).toBe('unfollowed');
        expect([await status(adaId, bob), await status(bobId, ada)]).toEqual(['Follow', 'Follow']);
        expect(told(bobId)).toHaveLength(1);
        // A new follow is news again.
        expect(await at.social.followUnfollow(adaId, bob)).toBe('followed');
        expect(told(bobId)).toHaveLength(2);
      });

      it('makes friends of two who follow each other, without an event', async () => {
        const { ada, bob, adaId, bobId } = await two();
        await at.social.followUnfollow(adaId, bob);
        expect(await at.social.followUnfollow(bobId, ada)).toBe('befriended');
        expect([await status(adaId, bob), await status(bobId, ada)]).toEqual([
          'Friends',
          'Friends',
        ]);
        expect(told(adaId)).toEqual([]);
        expect((await at.social.friends(adaId)).map(({ id }) => id)).toEqual([bobId]);
      });

      it('unfriends a friend: nothing is left between the two', async () => {
        const { ada, bob, adaId, bobId } = await two();
        await at.social.followUnfollow(adaId, bob);
        await at.social.followUnfollow(bobId, ada);
        expect(await at.social.followUnfollow(adaId, bob)).toBe('unfriended');
        expect([await status(adaId, bob), await status(bobId, ada)]).toEqual(['Follow', 'Follow']);
        expect(await at.social.friends(bobId)).toEqual([]);
        expect(await at.social.pending(bobId)).toEqual([]);
        expect(told(bobId)).toHaveLength(1);
      });

      it('does nothing for oneself, nobody, and whoever is kept out', async () => {
        const { ada, bob, adaId, bobId } = await two();
        await at.identity.setMemberActive(bobId, false);
        const before = at.heard.length;
        for (const username of [ada, ada.toUpperCase(), 'nobody-at-all', '', bob]) {
          expect(await at.social.followUnfollow(adaId, username)).toBe('nothing');
        }
        expect(at.heard).toHaveLength(before);
        expect(await at.social.publicInfo(adaId, ada)).toMatchObject({ following: 0 });
      });

      it('finds usernames in any case', async () => {
        const { bob, adaId } = await two();
        expect(await at.social.followUnfollow(adaId, bob.toUpperCase())).toBe('followed');
      });
    });

    describe('D6 at once', () => {
      it('two who follow each other become friends, and one of them is told', async () => {
        for (let round = 0; round < 5; round += 1) {
          const { ada, bob, adaId, bobId } = await two();
          const outcomes = await Promise.all([
            at.social.followUnfollow(adaId, bob),
            at.social.followUnfollow(bobId, ada),
          ]);
          expect(outcomes.toSorted()).toEqual(['befriended', 'followed']);
          expect([...told(adaId), ...told(bobId)]).toHaveLength(1);
          expect(await status(adaId, bob)).toBe('Friends');
        }
      });

      it('following twice follows and unfollows, and tells once', async () => {
        const { bob, adaId, bobId } = await two();
        const outcomes = await Promise.all([
          at.social.followUnfollow(adaId, bob),
          at.social.followUnfollow(adaId, bob),
        ]);
        expect(outcomes.toSorted()).toEqual(['followed', 'unfollowed']);
        expect(told(bobId)).toHaveLength(1);
        expect(await status(adaId, bob)).toBe('Follow');
      });

      it('a request that is answered twice makes friends once', async () => {
        const { bob, adaId, bobId } = await two();
        await at.social.followUnfollow(adaId, bob);
        const [request] = await at.social.pending(bobId);
        const answers = await Promise.allSettled([
          at.social.answerPending(bobId, request?.id ?? 0, 'add'),
          at.social.answerPending(bobId, request?.id ?? 0, 'add'),
        ]);
        const done = answers.map((answer) => ('value' in answer ? answer.value : 'refused'));
        expect(done.filter((one) => one === 'befriended')).toHaveLength(1);
        expect(await status(bobId, `ada${count}`)).toBe('Friends');
      });
    });

    describe('pending requests', () => {
      it('are those who follow and are not followed, the newest first', async () => {
        const { bob, adaId, bobId } = await two();
        const cyd = await at.member(`cyd${count}`);
        await at.social.followUnfollow(adaId, bob);
        await at.social.followUnfollow(cyd, bob);
        const pending = await at.social.pending(bobId);
        expect(pending.map(({ follower }) => follower.id)).toEqual([cyd, adaId]);
        expect(pending[0]).toMatchObject({
          follower: { username: `cyd${count}` },
          created_at: expect.stringMatching(/^\d{4}-.*Z$/u),
        });
      });

      it('are added as friends, or put aside', async () => {
        const { ada, bob, adaId, bobId } = await two();
        const cyd = await at.member(`cyd${count}`);
        await at.social.followUnfollow(adaId, bob);
        await at.social.followUnfollow(cyd, bob);
        const [ofCyd, ofAda] = await at.social.pending(bobId);
        expect(await at.social.answerPending(bobId, ofAda?.id ?? 0, 'add')).toBe('befriended');
        expect(await at.social.answerPending(bobId, ofCyd?.id ?? 0, 'remove')).toBe('unfollowed');
        expect(await at.social.pending(bobId)).toEqual([]);
        expect(await status(bobId, ada)).toBe('Friends');
        expect(await status(cyd, bob)).toBe('Follow');
      });

      it('of others cannot be answered', async () => {
        const { bob, adaId, bobId } = await two();
        await at.social.followUnfollow(adaId, bob);
        const [request] = await at.social.pending(bobId);
        await expect(at.social.answerPending(adaId, request?.id ?? 0, 'add')).rejects.toMatchObject(
          { code: 'not_found' },
        );
        expect(await at.social.pending(bobId)).toHaveLength(1);
      });
    });

    it('counts followers, followed and friends', async () => {
      const { ada, bob, adaId, bobId } = await two();
      const cyd = await at.member(`cyd${count}`);
      await at.social.followUnfollow(adaId, bob);
      await at.social.followUnfollow(bobId, ada);
      await at.social.followUnfollow(cyd, ada);
      expect(await at.social.publicInfo(cyd, ada)).toEqual({
        id: adaId,
        username: ada,
        name: 'Ada A',
        color: expect.any(String),
        status: 'Following',
        followers: 2,
        following: 1,
        friends: 1,
      });
      await expect(at.social.publicInfo(cyd, 'nobody')).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    it('searches by username and by name, literally, without oneself', async () => {
      const me = await at.member('seeker');
      const odd = await at.member('odd_one', 'Zoë 100%');
      expect((await at.social.search(me, 'ODD_')).map(({ id }) => id)).toEqual([odd]);
      expect((await at.social.search(me, '0%')).map(({ id }) => id)).toEqual([odd]);
      expect(await at.social.search(me, 'o%d')).toEqual([]);
      expect(await at.social.search(me, 'seeker')).toEqual([]);
      expect(await at.social.search(me, '  ')).toEqual([]);
      expect((await at.social.search(me, 'a')).length).toBeLessThanOrEqual(20);
    });

    describe('usernames', () => {
      it('are one for each, whatever the case', async () => {
        await at.member('Grace.H');
        const body = { name: 'Another', password: 'a good password' };
        await expect(
          at.identity.createUser({ ...body, username: 'gRACE.h' }),
        ).rejects.toMatchObject({ code: 'username_taken' });
        const all = await Promise.allSettled(
          [1, 2, 3, 4].map(() => at.identity.createUser({ ...body, username: 'at.once' })),
        );
        expect(all.filter(({ status: how }) => how === 'fulfilled')).toHaveLength(1);
      });

      it('are made of the name for who signs up by an address', async () => {
        const account = (email: string, called: string) =>
          at.identity.createMember({
            email,
            name: called,
            password: 'a good password',
            role: 'member',
          });
        const first = await account('k1@example.com', 'Kurt Gödel');
        const second = await account('k2@example.com', 'Kurt Gödel');
        const third = await account('k3@example.com', '高木');
        const names = await at.social.people([first.id, second.id, third.id]);
        expect([first, second, third].map(({ id }) => names.get(id)?.username)).toEqual([
          'kurt.godel',
          `kurt.godel-${second.id}`,
          `member-${third.id}`,
        ]);
        await expect(account('K1@example.com', 'Somebody Else')).rejects.toMatchObject({
          code: 'email_taken',
        });
      });

      it('sign in with their password, and in the same words with anything else', async () => {
        const id = await at.member('Signer');
        const who = { username: 'signer', password: 'a good password' };
        const key = await at.identity.signInByUsername(who);
        expect(key.id).toBe(id);
        expect(await at.identity.authenticateSecretKey(key)).toMatchObject({
          principal: { memberId: id },
        });
        for (const wrong of [
          { ...who, password: 'a bad password' },
          { ...who, username: 'nobody' },
          { ...who, username: '' },
        ]) {
          await expect(at.identity.signInByUsername(wrong)).rejects.toMatchObject({
            code: 'bad_credentials',
          });
        }
      });
    });
  });
}
