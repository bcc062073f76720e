import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredPublication } from '@parley/hub';
import type { Database } from '@parley/store';
import {
  addNote,
  eraseNote,
  redactSubject,
  scatter,
  type NoteArgs,
  type SampleTables,
} from './sample-units.ts';
import { appendOf } from './topic-log-suite.ts';

/** A database under test. */
export interface OpenDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/**
 * What both engines promise beyond the log: units, their publications, reads, secrets.
 * @param open Opens a fresh database with the sample domain's units and migrations.
 */
export function databaseSuite(name: string, open: () => Promise<OpenDatabase>): void {
  describe(name, () => {
    let opened: OpenDatabase;
    let database: Database;

    beforeEach(async () => {
      opened = await open();
      database = opened.database;
    });

    afterEach(async () => {
      await opened.close();
    });

    const notes = async (): Promise<SampleTables['notes'][]> =>
      database.read
        .withTables<SampleTables>()
        .selectFrom('notes')
        .selectAll()
        .orderBy('id')
        .execute();

    const payloads = async (topic: string): Promise<unknown[]> => {
      const { messages } = await database.log.read({ topic, after: 0, limit: 100, internal: true });
      return messages.map(({ payload }) => JSON.parse(payload) as unknown);
    };

    const note = (args: NoteArgs) => database.run(addNote, args);

    it('commits a row and its publications together, the payload once', async () => {
      const heard: StoredPublication[] = [];
      database.log.onCommit((publications) => heard.push(...publications));
      const result = await note({ room: 'room:1', body: 'hi', also: ['member:1', 'member:2'] });
      expect(result).toMatchObject({ value: { id: 1 }, position: { offset: 1 }, duplicate: false });
      expect(heard.map(({ topic }) => topic)).toEqual(['room:1', 'member:1', 'member:2']);
      for (const publication of heard) {
        const { messages } = await database.log.read({
          topic: publication.topic,
          limit: 9,
          internal: false,
        });
        expect(messages).toEqual([publication]);
        expect(publication).toMatchObject({
          event: 'noteAdded',
          payload: '{"id":1,"body":"hi"}',
          sender: 'm7',
          memberId: 7,
          timestamp: result.timestamp,
          subject: 'note:1',
        });
      }
    });

    it('takes back everything of a unit that fails, and nothing of the others', async () => {
      const results = await Promise.allSettled([
        note({ room: 'room:1', body: 'one' }),
        note({ room: 'room:1', body: 'two', fail: 'refusal' }),
        note({ room: 'new room', body: 'three', fail: 'mistake' }),
        note({ room: 'room:1', body: 'one' }),
        note({ room: 'room:1', body: 'four' }),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'rejected',
        'fulfilled',
      ]);
      expect(results[1]).toMatchObject({ reason: { name: 'HubError', code: 'forbidden' } });
      expect(results[2]).toMatchObject({ reason: { name: 'UnitFailed', unit: 'sample.add' } });
      expect(results[3]).toMatchObject({ reason: { name: 'UnitFailed' } });
      expect((await notes()).map(({ body }) => body).sort()).toEqual(['four', 'one']);
      const heads = await database.log.heads(['room:1', 'new room']);
      expect(heads.map(({ head }) => head)).toEqual([2, 0]);
      expect(heads[1]?.epoch).toBe('');
    });

    it('runs units of one room in the order they were asked for, ids and offsets agreeing', async () => {
      await Promise.all(
        Array.from({ length: 40 }, (_, index) => note({ room: 'room:1', body: `${index}` })),
      );
      const rows = await notes();
      expect(rows.map(({ body }) => body)).toEqual(Array.from({ length: 40 }, (_, i) => `${i}`));
      expect(rows.map(({ at }) => at)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
      expect(await payloads('room:1')).toEqual(rows.map(({ id, body }) => ({ id, body })));
    });

    it('gives and takes booleans, dates, JSON and numbers as JavaScript has them', async () => {
      const extra = { a: [1, 'x', true, null], ü: { b: 1.5 } };
      const { timestamp } = await note({ room: 'r', body: 'x', done: true, extra });
      await note({ room: 'r', body: 'y', extra: ['list'] });
      expect(await notes()).toEqual([
        {
          id: 1,
          room: 'r',
          body: 'x',
          is_done: true,
          extra_json: extra,
          made_on: timestamp,
          at: 1,
        },
        expect.objectContaining({ id: 2, is_done: false, extra_json: ['list'], at: 2 }),
      ]);
      const count = await database.read
        .withTables<SampleTables>()
        .selectFrom('notes')
        .select(({ fn }) => [fn.countAll().as('all'), fn.sum('at').as('sum')])
        .where('is_done', '=', true)
        .executeTakeFirstOrThrow();
      expect(count).toEqual({ all: 1, sum: 1 });
    });

    it('refuses to write through the reader', async () => {
      await expect(
        database.read.withTables<SampleTables>().deleteFrom('notes').execute(),
      ).rejects.toThrow(/read-?only/iu);
    });

    it('runs a unit once per client id', async () => {
      const args: NoteArgs = { room: 'room:1', body: 'once' };
      const once = { publisher: 'm7', clientId: 'c1', content: { body: 'once' } };
      const [first, second] = await Promise.all([
        database.run(addNote, args, { once }),
        database.run(addNote, args, { once }),
      ]);
      const runs = [first, second].sort((a, b) => Number(a?.duplicate) - Number(b?.duplicate));
      expect(runs.map((run) => run?.duplicate)).toEqual([false, true]);
      expect(runs[1]).toMatchObject({
        value: undefined,
        position: runs[0]?.position,
        timestamp: runs[0]?.timestamp,
      });
      expect(await notes()).toHaveLength(1);
      await expect(
        database.run(addNote, args, { once: { ...once, content: { body: 'else' } } }),
      ).rejects.toMatchObject({ code: 'message_id_reused' });
      await expect(
        database.log.append(appendOf('room:1', 'x', { clientId: 'c1' })),
      ).rejects.toMatchObject({ code: 'message_id_reused' });
    });

    it('leaves nothing of a topic on which nothing was published', async () => {
      const refused = { room: 'room:never', body: 'x', fail: 'refusal' } as const;
      const one = database.run(addNote, refused);
      await expect(one).rejects.toMatchObject({ code: 'forbidden' });
      const both = [database.run(addNote, refused), note({ room: 'room:1', body: 'x' })];
      await Promise.allSettled(both);
      const topics = await database.read
        .withTables<{ topics: { name: string } }>()
        .selectFrom('topics')
        .select('name')
        .execute();
      expect(topics).toEqual([{ name: 'room:1' }]);
      await note({ room: 'room:never', body: 'after all' });
      expect(await payloads('room:never')).toEqual([{ id: expect.any(Number), body: 'after all' }]);
    });

    it('does not remember the client id of a unit that failed', async () => {
      const once = { publisher: 'm7', clientId: 'c1', content: 1 };
      const args: NoteArgs = { room: 'room:1', body: 'x' };
      await expect(
        database.run(addNote, { ...args, fail: 'refusal' }, { once }),
      ).rejects.toMatchObject({ code: 'forbidden' });
      expect(await database.run(addNote, args, { once })).toMatchObject({ duplicate: false });
    });

    it('redacts a shared payload wherever it is read, also where only a pointer lies', async () => {
      const topics = ['room:1', 'member:1', 'member:2'];
      await note({ room: 'room:1', body: 'secret', also: ['member:1', 'member:2'] });
      await note({ room: 'room:1', body: 'open', also: ['member:1'] });
      await database.run(eraseNote, { id: 1, room: 'room:1', topics: ['member:1', 'member:2'] });
      for (const topic of topics) {
        expect((await payloads(topic))[0]).toEqual({ deleted: true });
      }
      expect((await payloads('room:1')).at(-1)).toEqual({ id: 2, body: 'open' });
      expect((await payloads('member:2')).at(-1)).toEqual({ subject: 'note:1' });
    });

    it('redacts apart from those who share the payload, whoever holds it', async () => {
      await note({ room: 'room:1', body: 'first', also: ['member:1', 'member:2'] });
      const redact = async (topic: string, payload: string): Promise<void> => {
        const args = { topics: [topic], subject: 'note:1', payload, apart: true };
        await database.run(redactSubject, args);
      };
      const first = async (topic: string): Promise<unknown> => (await payloads(topic))[0];
      await redact('member:1', 'gone');
      expect(await first('member:1')).toBe('gone');
      expect(await first('member:2')).toEqual({ id: 1, body: 'first' });
      await redact('room:1', 'gone too');
      expect(await first('room:1')).toBe('gone too');
      expect(await first('member:1')).toBe('gone');
      expect(await first('member:2')).toEqual({ id: 1, body: 'first' });
    });

    it('keeps a payload that others point at until the last of them is trimmed', async () => {
      await note({ room: 'room:1', body: 'shared', also: ['member:1', 'member:2'] });
      await database.trim('room:1', 2);
      expect(await payloads('room:1')).toEqual([]);
      expect(await payloads('member:1')).toEqual([{ id: 1, body: 'shared' }]);
      await database.trim('member:1', 2);
      expect(await payloads('member:2')).toEqual([{ id: 1, body: 'shared' }]);
      await database.run(eraseNote, { id: 1, room: 'room:1', topics: ['member:2'] });
      expect((await payloads('member:2'))[0]).toEqual({ deleted: true });
      await database.trim('member:2', 2);
      const left = await database.read
        .withTables<{ topic_messages: { subject: string | null } }>()
        .selectFrom('topic_messages')
        .select('subject')
        .where('subject', 'is not', null)
        .execute();
      expect(left).toEqual([]);
    });

    it('keeps units with overlapping topics apart and gapless', async () => {
      const names = ['a', 'b', 'c', 'd'];
      await Promise.all(
        Array.from({ length: 48 }, (_, index) => {
          const first = names[index % 4] ?? 'a';
          const others = names.filter((_name, at) => at !== index % 4 && (index + at) % 3 > 0);
          return database.run(scatter, { topics: [first, ...others], text: `${index}` });
        }),
      );
      for (const topic of names) {
        const { head, messages } = await database.log.read({
          topic,
          after: 0,
          limit: 100,
          internal: false,
        });
        expect(messages.map(({ position }) => position.offset)).toEqual(
          Array.from({ length: head.head }, (_, index) => index + 1),
        );
        expect(new Set(messages.map(({ payload }) => payload)).size).toBe(messages.length);
      }
    });

    it('calls off a unit that was given up before it began', async () => {
      const signal = AbortSignal.abort(new Error('given up'));
      await expect(database.run(addNote, { room: 'r', body: 'x' }, { signal })).rejects.toThrow(
        'given up',
      );
      expect(await notes()).toEqual([]);
    });

    it('gives all topics, or one, a new epoch and goes on counting', async () => {
      await database.log.append(appendOf('a', '1'));
      await database.log.append(appendOf('b', '1'));
      const before = await database.log.heads(['a', 'b']);
      await database.bumpEpochs('a');
      const [a, b] = await database.log.heads(['a', 'b']);
      expect(a?.epoch).not.toBe(before[0]?.epoch);
      expect(b?.epoch).toBe(before[1]?.epoch);
      await database.bumpEpochs();
      expect((await database.log.heads(['b']))[0]?.epoch).not.toBe(b?.epoch);
      const { position } = await database.log.append(appendOf('b', '2'));
      expect(position).toEqual({ epoch: (await database.log.heads(['b']))[0]?.epoch, offset: 2 });
    });

    it('keeps a secret', async () => {
      const secret = await database.secret('session', 32);
      expect(secret).toHaveLength(32);
      expect(await database.secret('session', 32)).toEqual(secret);
      expect(await database.secret('other', 32)).not.toEqual(secret);
    });

    it('is healthy, and refuses everything kindly once closed', async () => {
      await database.health();
      await database.close();
      const gone = { code: 'store_unavailable', retry: true };
      await expect(database.health()).rejects.toMatchObject(gone);
      await expect(database.log.append(appendOf('a', 'x'))).rejects.toMatchObject(gone);
      await expect(note({ room: 'r', body: 'x' })).rejects.toMatchObject(gone);
      await expect(database.log.heads(['a'])).rejects.toMatchObject(gone);
      await expect(notes()).rejects.toMatchObject(gone);
    });
  });
}
