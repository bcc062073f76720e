import { MemoryFileStore } from '@parley/hub/memory';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roomTopic } from '../chat/schema.ts';
import { createFiles, type Files } from '../files/index.ts';
import { sweepFiles } from '../files/jobs.ts';
import { fileNameIn, type FileView } from '../files/schema.ts';
import type { OpenChat } from './open-chat.ts';

async function* stream(text: string): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  yield new TextEncoder().encode(text);
}

/** What is promised of finding files by their names, on whatever engine. */
export function filesSearchSuite(name: string, open: () => Promise<OpenChat>): void {
  describe(name, () => {
    let at: OpenChat;
    let store: MemoryFileStore;
    let files: Files;
    beforeAll(async () => {
      at = await open();
      store = new MemoryFileStore();
      files = createFiles({ db: at.db, store });
    });
    afterAll(() => at.close());

    const upload = (memberId: number, uuid: string, title: string): Promise<FileView> =>
      files.upload({ memberId, topic: roomTopic(uuid), title, said: '', bytes: stream('x') });
    const send = async (memberId: number, uuid: string, { url }: FileView): Promise<number> => {
      const body = { body: url, message_type: 'file' } as const;
      return (await at.chat.send({ memberId }, uuid, body)).message.id;
    };
    const search = async (memberId: number, query: string, uuid?: string): Promise<number[]> => {
      const asked = { query, page: 1, per_page: 20, chat_room_uuid: uuid };
      const { records } = await at.chat.searchMessages(memberId, asked);
      return records.map(({ message }) => message.id);
    };

    it('finds them with their message, for those who may read it, and no more once that is deleted', async () => {
      const [ada, ben, cyd] = [
        await at.member('Ada'),
        await at.member('Ben'),
        await at.member('Cyd'),
      ];
      const uuid = await at.room([ada, ben]);
      await upload(ada, uuid, 'Marmalade draft.txt');
      const file = await upload(ada, uuid, 'Marmalade_Größe-2026.final.txt');
      expect(await search(ada, 'marmalade')).toEqual([]);
      const id = await send(ada, uuid, file);
      const said = await at.say(ben, uuid, 'Where is the marmalade?');
      expect(await search(ben, 'marmal')).toEqual([said, id]);
      for (const query of ['größe 2026', 'final MARMALADE', 'txt marm']) {
        expect(await search(ben, query, uuid)).toEqual([id]);
      }
      expect(await search(ben, 'marmalade draft')).toEqual([]);
      expect(await search(ben, 'final', await at.room([ada, ben]))).toEqual([]);
      expect(await search(cyd, 'marmalade')).toEqual([]);
      await at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, id);
      expect(await search(ben, 'marmalade')).toEqual([said]);
    });

    // The last one: it closes the database to look into its file.
    it('leaves nothing of a name behind once its file is swept away', async () => {
      const dee = await at.member('Dee');
      const uuid = await at.room([dee]);
      await upload(dee, uuid, 'Keepsakekeepsake.txt');
      const gone = await upload(dee, uuid, 'Unforgettableword.txt');
      await files.remove(dee, fileNameIn(gone.url) ?? '');
      await sweepFiles(at.db, store);
      if (at.db.engine === 'sqlite') {
        const bytes = (await at.files()).toString('latin1').toLowerCase();
        expect(bytes).toContain('keepsakekeepsake');
        expect(bytes).not.toContain('unforgettableword');
        return;
      }
      const { rows } = await sql<{ line: string }>`select file::text as line
        from dbtable_schema.files as file`.execute(at.db.read);
      const lines = rows
        .map(({ line }) => line)
        .join()
        .toLowerCase();
      expect(lines).toContain('keepsakekeepsake');
      expect(lines).not.toContain('unforgettableword');
    });
  });
}
