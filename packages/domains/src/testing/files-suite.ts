import type { FileStore, Told } from '@parley/hub';
import { MemoryFileStore } from '@parley/hub/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetRooms } from '../chat/room-jobs.ts';
import { roomTopic } from '../chat/schema.ts';
import { chatShapes } from '../chat/shapes.ts';
import { createFiles, type Files } from '../files/index.ts';
import { fileJobs } from '../files/jobs.ts';
import { fileNameIn, type FileView } from '../files/schema.ts';
import type { OpenChat } from './open-chat.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

async function* stream(text: string): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  yield new TextEncoder().encode(text);
}

/** What files promise, on whatever engine. */
export function filesSuite(name: string, open: () => Promise<OpenChat>): void {
  describe(name, () => {
    let at: OpenChat;
    let store: MemoryFileStore;
    let files: Files;
    let ada: number;
    let ben: number;
    let uuid: string;
    beforeAll(async () => {
      at = await open();
      store = new MemoryFileStore();
      files = createFiles({ db: at.db, store });
      [ada, ben] = [await at.member('Ada'), await at.member('Ben')];
      uuid = await at.room([ada, ben]);
    });
    afterAll(() => at.close());

    const upload = (
      text: string,
      more: { readonly topic?: string; readonly memberId?: number; readonly of?: Files } = {},
    ): Promise<FileView> => {
      const { topic = roomTopic(uuid), memberId = ada, of = files } = more;
      const length = text.length;
      return of.upload({
        memberId,
        topic,
        title: 'note.txt',
        said: '',
        length,
        bytes: stream(text),
      });
    };
    const send = async (file: FileView, parent?: number): Promise<number> => {
      const body = { body: file.url, message_type: 'file', parent_message_id: parent } as const;
      return (await at.chat.send({ memberId: ada }, uuid, body)).message.id;
    };
    const run = async (job: string): Promise<void> => {
      await fileJobs(at.db, store)
        .find((one) => one.name === job)
        ?.run();
    };
    const nameOf = (file: FileView): string => fileNameIn(file.url) ?? '';

    it('tells what a message was sent with in every event about it, and in no word once it is deleted', async () => {
      const file = await upload('hello');
      const id = await send(file);
      const told = at.on(roomTopic(uuid)).findLast(({ event }) => event === 'newMessage');
      expect(told?.payload).toMatchObject({ id, message_type: 'file', body: file.url, file });
      await at.chat.addReaction(ben, { chat_room_message: id, emoji: '👍' });
      const after = at.on(roomTopic(uuid)).findLast(({ event }) => event === 'updatedMessage');
      expect(after?.payload).toMatchObject({ id, file });
      const edited = at.chat.editMessage(ada, uuid, id, { body: '/files/elsewhere' });
      await expect(edited).rejects.toMatchObject({ code: 'invalid' });
      await at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, id);
      const stored = JSON.stringify(await at.stored(roomTopic(uuid)));
      expect(stored).not.toContain(nameOf(file));
      expect(await files.find(nameOf(file))).toBeUndefined();
      expect(store.names).toContain(nameOf(file));
      await run('files.sweep');
      expect(store.names).not.toContain(nameOf(file));
    });

    it('F1 shows in every language where it is: beside what it is, where the language has a place for that', async () => {
      const file = await upload('for everybody');
      await send(file);
      const told = at.on(roomTopic(uuid)).findLast(({ event }) => event === 'newMessage')?.at;
      const shapes = chatShapes.find(({ event }) => event === told?.event);
      if (told === undefined || shapes === undefined) throw new Error('It was not told.');
      const seen = (shape: Told | undefined): unknown => JSON.parse(shape?.payload ?? 'null');
      expect(seen(shapes.topic?.(told))).toMatchObject({ message: file.url, file });
      expect(seen(shapes.cable?.(told))).toMatchObject({
        body: file.url,
        message_type: 'file',
        file,
      });
      expect(seen(shapes['socket-io']?.(told))).toMatchObject({ content: file.url, type: 'file' });
    });

    it('shows a reply with what it was sent with', async () => {
      const parent = await at.say(ben, uuid, 'Where is the plan?');
      const file = await upload('the plan');
      const id = await send(file, parent);
      const told = at.on(roomTopic(uuid)).findLast(({ event }) => event === 'newMessage');
      expect(told?.payload).toMatchObject({ id, parent_message_id: parent, file });
    });

    it('sends a file once, by its owner, where it was put, and is not fooled by a repeat', async () => {
      const other = await at.room([ada, ben]);
      const file = await upload('x', { topic: roomTopic(other) });
      await expect(send(file)).rejects.toMatchObject({ code: 'not_found' });
      const mine = await upload('y');
      const theirs = { body: mine.url, message_type: 'file' } as const;
      await expect(at.chat.send({ memberId: ben }, uuid, theirs)).rejects.toMatchObject({
        code: 'not_found',
      });
      const body = { ...theirs, creation_uuid: 'once' };
      const first = await at.chat.send({ memberId: ada }, uuid, body);
      const again = await at.chat.send({ memberId: ada }, uuid, body);
      expect([again.duplicate, again.message.id]).toEqual([true, first.message.id]);
      await expect(send(mine)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('gives up after a day what was not sent, and after an hour what did not come', async () => {
      const sent = await upload('sent');
      await send(sent);
      const unsent = await upload('not sent');
      const shared = await upload('shared', { topic: 'exchange/whiteboard:1' });
      let begin = (): void => {};
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const stuck: FileStore = {
        put: () => {
          begin();
          return new Promise(() => {});
        },
        get: () => Promise.resolve(undefined),
        delete: () => Promise.resolve(),
      };
      void upload('stuck', { of: createFiles({ db: at.db, store: stuck }) });
      await begun;
      at.clock.advance(HOUR + 1);
      await run('files.giveUp');
      expect(await files.find(nameOf(unsent))).toBeDefined();
      at.clock.advance(DAY - HOUR);
      await run('files.giveUp');
      await run('files.sweep');
      expect(await files.find(nameOf(unsent))).toBeUndefined();
      expect(store.names).not.toContain(nameOf(unsent));
      for (const kept of [sent, shared]) expect(store.names).toContain(nameOf(kept));
    });

    it('lists what is there, by pages, and nothing that is gone or still comes', async () => {
      const [one, gone, two] = [await upload('1'), await upload('2'), await upload('three')];
      await files.remove(ada, nameOf(gone));
      const after = one.id - 1;
      expect(await files.list({ after, limit: 1 })).toEqual([
        { id: one.id, key: nameOf(one), bytes: 1 },
      ]);
      expect(await files.list({ after: one.id, limit: 10 })).toEqual([
        { id: two.id, key: nameOf(two), bytes: 5 },
      ]);
      expect(await files.list({ after: two.id, limit: 10 })).toEqual([]);
    });

    it('lets nobody have more than their share, whoever comes at once', async () => {
      const greedy = await at.member('Greedy');
      const few = createFiles({ db: at.db, store, fileQuota: 20_000 });
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => upload('z'.repeat(5000), { memberId: greedy, of: few })),
      );
      const refused = outcomes.filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(4);
      for (const one of refused) expect(one).toMatchObject({ reason: { code: 'files_full' } });
      await expect(upload('small', { memberId: greedy, of: few })).rejects.toMatchObject({
        code: 'files_full',
      });
    });

    it('leaves nothing of an upload that fails, and gives its room back', async () => {
      const careless = await at.member('Careless');
      const few = createFiles({ db: at.db, store, fileQuota: 5000 });
      const before = store.names.length;
      const broken = few.upload({
        memberId: careless,
        topic: roomTopic(uuid),
        title: 'x',
        said: 'image/png',
        bytes: stream('no picture'),
        length: 10,
      });
      await expect(broken).rejects.toMatchObject({ code: 'file_mistyped' });
      expect(store.names).toHaveLength(before);
      await expect(upload('fits', { memberId: careless, of: few })).resolves.toBeDefined();
    });

    it('lets the files of a room go with the room', async () => {
      const doomed = await at.room([ada, ben]);
      const topic = roomTopic(doomed);
      const [sent, unsent] = [await upload('a', { topic }), await upload('b', { topic })];
      const body = { body: sent.url, message_type: 'file' } as const;
      await at.chat.send({ memberId: ada }, doomed, body);
      await at.chat.deleteRoom({ memberId: ada, isAdministrator: false }, doomed);
      await forgetRooms(at.db);
      await run('files.sweep');
      for (const gone of [sent, unsent]) expect(store.names).not.toContain(nameOf(gone));
    });
  });
}
