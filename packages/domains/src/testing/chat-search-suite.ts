import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenChat } from './open-chat.ts';

/** What chat promises of searching, on whatever engine. */
export function chatSearchSuite(name: string, open: () => Promise<OpenChat>): void {
  describe(name, () => {
    let at: OpenChat;
    let ada: number;
    let bob: number;
    let cyd: number;
    beforeAll(async () => {
      at = await open();
      ada = await at.member('Ada');
      bob = await at.member('Bob');
      cyd = await at.member('Cyd');
    });
    afterAll(() => at.close());

    const search = async (member: number, query: string, uuid?: string): Promise<string[]> => {
      const found = await at.chat.searchMessages(member, {
        query,
        page: 1,
        per_page: 20,
        ...(uuid === undefined ? {} : { chat_room_uuid: uuid }),
      });
      return found.records.map(({ message }) => message.body);
    };

    it('finds what was said by the beginnings of words, the newest first', async () => {
      const uuid = await at.room([ada, bob]);
      await at.say(ada, uuid, 'The quick brown fox');
      await at.say(bob, uuid, 'A QUICK question: where is the fox.');
      await at.say(bob, uuid, 'Größe über alles, https://example.com/foxes?x=1');
      await at.say(bob, uuid, 'quickly, said nobody');
      expect(await search(ada, 'quick fox')).toEqual([
        'A QUICK question: where is the fox.',
        'The quick brown fox',
      ]);
      expect(await search(ada, 'QUICK')).toHaveLength(3);
      expect(await search(ada, 'größe')).toHaveLength(1);
      expect(await search(ada, 'example foxes')).toHaveLength(1);
      expect(await search(ada, 'nothing like that')).toEqual([]);
      expect(await search(ada, 'a fox')).toEqual(['A QUICK question: where is the fox.']);
      await at.say(bob, uuid, '会議は三時からです');
      expect(await search(ada, '会')).toHaveLength(1);
    });

    it('takes whatever is typed as words, not as a language', async () => {
      const uuid = await at.room([ada, bob]);
      await at.say(ada, uuid, "It's 50% off (today) & tomorrow: zebra*");
      for (const query of [
        '"zebra',
        "zebra'",
        'zebra*',
        '(zebra)',
        'zebra OR',
        'NEAR(zebra',
        ':zebra',
        '-zebra',
        'zebra\\',
      ]) {
        const words = query.match(/[a-z]+/giu)?.length ?? 0;
        expect(await search(ada, query, uuid)).toHaveLength(words === 1 ? 1 : 0);
      }
      expect(await search(ada, '***', uuid)).toEqual([]);
      expect(await search(ada, '50 off', uuid)).toHaveLength(1);
    });

    it('finds only what the member may read', async () => {
      const secret = await at.room([ada, bob], { show_history: false });
      await at.say(ada, secret, 'aardvark one');
      expect(await search(cyd, 'aardvark')).toEqual([]);
      await at.chat.addParticipants(ada, secret, [cyd]);
      await at.say(ada, secret, 'aardvark two');
      expect(await search(cyd, 'aardvark')).toEqual(['aardvark two']);
      expect(await search(bob, 'aardvark')).toHaveLength(2);
      const { records } = await at.chat.listParticipants(cyd, secret, { page: 1, per_page: 20 });
      const hers = records.find((one) => one.community_member_id === cyd)?.id ?? 0;
      await at.chat.removeParticipant(cyd, secret, hers);
      expect(await search(cyd, 'aardvark')).toEqual([]);
      const hall = await at.room([ada], { access: 'open' });
      await at.say(ada, hall, 'aardvark three');
      expect(await search(cyd, 'aardvark')).toEqual(['aardvark three']);
    });

    it('pages, counts and says where it was', async () => {
      const direct = await at.room([ada, bob], { kind: 'direct' });
      for (let n = 0; n < 7; n += 1) await at.say(ada, direct, `pagination ${n}`);
      const query = { query: 'pagination', per_page: 3 };
      const first = await at.chat.searchMessages(bob, { ...query, page: 1 });
      expect(first).toMatchObject({ count: 7, page_count: 3, has_next_page: true });
      expect(first.records[0]).toMatchObject({
        chat_room_name: 'Ada',
        message: { body: 'pagination 6', chat_room_uuid: direct },
      });
      const last = await at.chat.searchMessages(bob, { ...query, page: 3 });
      expect(last.records.map(({ message }) => message.body)).toEqual(['pagination 0']);
    });

    it('finds the new text after an edit and nothing after a delete', async () => {
      const uuid = await at.room([ada, bob]);
      const id = await at.say(ada, uuid, 'wombat');
      await at.chat.editMessage(ada, uuid, id, { body: 'platypus' });
      expect(await search(bob, 'wombat', uuid)).toEqual([]);
      expect(await search(bob, 'platypus', uuid)).toEqual(['platypus']);
      await at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, id);
      expect(await search(bob, 'platypus', uuid)).toEqual([]);
    });
  });

  describe(`${name}: what was deleted is gone`, () => {
    it('from every table, or from the file itself', async () => {
      const at = await open();
      try {
        const ada = await at.member('Ada');
        const bob = await at.member('Bob');
        const uuid = await at.room([ada, bob], { kind: 'direct' });
        const kept = await at.say(bob, uuid, 'keepsakekeepsake');
        const { message } = await at.chat.send({ memberId: ada }, uuid, {
          body: 'unforgettableword said once',
          creation_uuid: 'secret-1',
        });
        await at.chat.updateRoom({ memberId: ada, isAdministrator: false }, uuid, {
          pinned_message_id: message.id,
        });
        const parent = { chat_room_message: message.id, emoji: '👍' };
        await at.chat.addReaction(bob, parent);
        const reply = await at.say(bob, uuid, 'a reply', message.id);
        await at.chat.deleteMessage({ memberId: bob, isAdministrator: false }, uuid, reply);
        await at.chat.editMessage(ada, uuid, message.id, { body: 'regrettableword instead' });
        await at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, message.id);
        const words = ['unforgettableword', 'regrettableword'];
        if (at.db.engine === 'sqlite') {
          const bytes = await at.files();
          expect(bytes.includes('keepsakekeepsake')).toBe(true);
          for (const word of words) expect(bytes.includes(word)).toBe(false);
        } else {
          for (const word of words) expect(await whereInPostgres(at, word)).toEqual([]);
          expect(await whereInPostgres(at, 'keepsakekeepsake')).toContain('chat_messages');
        }
        expect(kept).toBeGreaterThan(0);
      } finally {
        await at.close();
      }
    });
  });
}

/** The tables with a row in which the word stands, in whatever column. */
async function whereInPostgres(at: OpenChat, word: string): Promise<string[]> {
  const { rows } = await sql<{ table_name: string }>`select table_name
    from information_schema.tables where table_schema = 'dbtable_schema'`.execute(at.db.read);
  const found: string[] = [];
  for (const { table_name } of rows) {
    const table = sql.table(`dbtable_schema.${table_name}`);
    const hit = await sql`select 1 from ${table} as line
      where line::text like ${`%${word}%`} limit 1`.execute(at.db.read);
    if (hit.rows.length > 0) found.push(table_name);
  }
  return found;
}
