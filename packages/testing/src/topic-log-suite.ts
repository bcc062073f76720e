import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppendRequest, StoredPublication, TopicLog } from '@parley/hub';

/** A log under test, with what is beside the port. */
export interface OpenLog {
  readonly log: TopicLog;
  trim(topic: string, offset: number): Promise<void>;
  /** Replaces what is stored of a subject in these topics and announces it. */
  redact(topics: readonly string[], subject: string, payload: unknown): Promise<void>;
  close(): Promise<void>;
}

/** A request with everything filled in. */
export function appendOf(
  topic: string,
  text: string,
  more: Partial<AppendRequest> = {},
): AppendRequest {
  return {
    topic,
    event: 'message',
    payload: JSON.stringify({ text }),
    sender: 'connection-1',
    connectionId: 'connection-1',
    memberId: 7,
    publisher: 'm7',
    ...more,
  };
}

/**
 * What every topic log promises. The guard `sample.may-write` with `{ allowed }` must be known to it.
 * @param open Opens a fresh, empty log for each test.
 */
export function topicLogSuite(name: string, open: () => Promise<OpenLog>): void {
  describe(name, () => {
    let opened: OpenLog;
    let log: TopicLog;

    beforeEach(async () => {
      opened = await open();
      log = opened.log;
    });

    afterEach(async () => {
      await opened.close();
    });

    const texts = async (topic: string): Promise<string[]> => {
      const { messages } = await log.read({ topic, after: 0, limit: 1000, internal: false });
      return messages.map(({ payload }) => (JSON.parse(payload) as { text: string }).text);
    };

    const fill = async (topic: string, count: number): Promise<void> => {
      await Promise.all(
        Array.from({ length: count }, (_, index) => log.append(appendOf(topic, `${index + 1}`))),
      );
    };

    it('knows nothing of a topic nobody wrote to, and reading does not make it', async () => {
      const nothing = { topic: 'quiet', epoch: '', low: 1, head: 0 };
      expect(await log.heads(['quiet'])).toEqual([nothing]);
      expect(await log.read({ topic: 'quiet', limit: 10, internal: true })).toEqual({
        head: nothing,
        messages: [],
      });
      expect(await log.heads(['quiet'])).toEqual([nothing]);
    });

    it('gives offsets 1, 2, 3 in the order in which appends were started', async () => {
      const results = await Promise.all(
        ['a', 'b', 'c'].map((text) => log.append(appendOf('room', text))),
      );
      expect(results.map(({ position }) => position.offset)).toEqual([1, 2, 3]);
      const [epoch] = new Set(results.map(({ position }) => position.epoch));
      expect(epoch).toMatch(/^[a-z0-9]{10}$/u);
      expect(await log.heads(['room'])).toEqual([{ topic: 'room', epoch, low: 1, head: 3 }]);
      expect(await texts('room')).toEqual(['a', 'b', 'c']);
    });

    it('keeps topics apart, each with an epoch of its own', async () => {
      const one = await log.append(appendOf('one', 'x'));
      const two = await log.append(appendOf('two', 'x'));
      expect([one.position.offset, two.position.offset]).toEqual([1, 1]);
      expect(one.position.epoch).not.toBe(two.position.epoch);
    });

    it('answers what was written, byte for byte', async () => {
      const payload = '{ "text" : "Grüße 👋🏽 \\u0000 שלום",\n"n":1.50 }';
      const { position, timestamp } = await log.append(
        appendOf('room', '', { payload, event: 'naïve', subject: 'chat_message:1' }),
      );
      const { messages } = await log.read({ topic: 'room', limit: 10, internal: false });
      expect(messages).toEqual([
        {
          topic: 'room',
          event: 'naïve',
          payload,
          sender: 'connection-1',
          memberId: 7,
          timestamp,
          position,
          internal: false,
          subject: 'chat_message:1',
        },
      ]);
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
    });

    it('tells listeners of a commit before the append resolves', async () => {
      const heard: StoredPublication[] = [];
      const stop = log.onCommit((publications) => heard.push(...publications));
      const { position } = await log.append(appendOf('room', 'a'));
      expect(heard.map((publication) => publication.position)).toEqual([position]);
      const { messages } = await log.read({ topic: 'room', limit: 10, internal: false });
      expect(heard).toEqual(messages);
      stop();
      await log.append(appendOf('room', 'b'));
      expect(heard).toHaveLength(1);
    });

    it('answers a repeated client id with the first position and writes nothing', async () => {
      const request = appendOf('room', 'once', { clientId: 'c1' });
      const first = await log.append(request);
      await log.append(appendOf('room', 'between'));
      expect(await log.append(request)).toEqual({ ...first, duplicate: true });
      const together = await Promise.all([
        log.append(appendOf('room', 'twice', { clientId: 'c2' })),
        log.append(appendOf('room', 'twice', { clientId: 'c2' })),
      ]);
      expect(together.map(({ duplicate }) => duplicate)).toEqual([false, true]);
      expect(await texts('room')).toEqual(['once', 'between', 'twice']);
      expect((await log.heads(['room']))[0]?.head).toBe(3);
    });

    it('refuses a client id that was used for another message', async () => {
      await log.append(appendOf('room', 'one', { clientId: 'c1' }));
      await expect(log.append(appendOf('room', 'two', { clientId: 'c1' }))).rejects.toMatchObject({
        code: 'message_id_reused',
      });
      expect(await texts('room')).toEqual(['one']);
    });

    it('lets the same client id be used by another publisher and on another topic', async () => {
      await log.append(appendOf('room', 'one', { clientId: 'c1' }));
      const other = await log.append(appendOf('room', 'two', { clientId: 'c1', publisher: 'm8' }));
      const elsewhere = await log.append(appendOf('hall', 'three', { clientId: 'c1' }));
      expect([other.duplicate, elsewhere.duplicate]).toEqual([false, false]);
    });

    it('skips no offset for a repeat or a refusal', async () => {
      const may = (allowed: boolean): Partial<AppendRequest> => ({
        guard: { unit: 'sample.may-write', args: { allowed } },
      });
      const results = await Promise.allSettled([
        log.append(appendOf('room', 'a', { clientId: 'c1' })),
        log.append(appendOf('room', 'no', may(false))),
        log.append(appendOf('room', 'a', { clientId: 'c1' })),
        log.append(appendOf('room', 'b', may(true))),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
      expect(results[1]).toMatchObject({ reason: { code: 'forbidden' } });
      expect(await texts('room')).toEqual(['a', 'b']);
      expect((await log.heads(['room']))[0]?.head).toBe(2);
    });

    it('leaves no trace of a refused first append', async () => {
      const guard = { unit: 'sample.may-write', args: { allowed: false } };
      await expect(log.append(appendOf('new', 'no', { guard }))).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect(await log.heads(['new'])).toEqual([{ topic: 'new', epoch: '', low: 1, head: 0 }]);
    });

    it('pages forward after an offset and backward before one, always ascending', async () => {
      await fill('room', 10);
      const page = async (more: { after?: number; before?: number; limit: number }) => {
        const { messages } = await log.read({ topic: 'room', internal: false, ...more });
        return messages.map(({ position }) => position.offset);
      };
      expect(await page({ limit: 3 })).toEqual([8, 9, 10]);
      expect(await page({ before: 8, limit: 3 })).toEqual([5, 6, 7]);
      expect(await page({ before: 3, limit: 3 })).toEqual([1, 2]);
      expect(await page({ after: 0, limit: 3 })).toEqual([1, 2, 3]);
      expect(await page({ after: 9, limit: 3 })).toEqual([10]);
      expect(await page({ after: 10, limit: 3 })).toEqual([]);
      expect(await page({ after: 3, before: 6, limit: 10 })).toEqual([4, 5]);
      expect(await page({ after: 0, limit: 0 })).toEqual([]);
    });

    it('reads only what is readable, in both directions', async () => {
      await fill('room', 10);
      const readable = [
        { from: 9, to: 99 },
        { from: 2, to: 3 },
        { from: 3, to: 5 },
      ];
      const offsets = async (more: { after?: number; limit: number }) => {
        const { messages } = await log.read({ topic: 'room', internal: false, readable, ...more });
        return messages.map(({ position }) => position.offset);
      };
      expect(await offsets({ after: 0, limit: 100 })).toEqual([2, 3, 4, 5, 9, 10]);
      expect(await offsets({ after: 2, limit: 2 })).toEqual([3, 4]);
      expect(await offsets({ limit: 3 })).toEqual([5, 9, 10]);
      const none = await log.read({ topic: 'room', internal: false, readable: [], limit: 9 });
      expect(none.messages).toEqual([]);
      expect(none.head.head).toBe(10);
    });

    it('shows internal publications only to who wants them', async () => {
      await log.append(appendOf('room', 'a'));
      await log.append(appendOf('room', 'gone', { internal: true, event: 'parley.removed' }));
      await log.append(appendOf('room', 'b'));
      const all = await log.read({ topic: 'room', after: 0, limit: 10, internal: true });
      expect(all.messages.map(({ internal }) => internal)).toEqual([false, true, false]);
      expect(await texts('room')).toEqual(['a', 'b']);
    });

    it('trims from the old end, moves low and keeps counting', async () => {
      await fill('room', 5);
      await opened.trim('room', 4);
      const first = await log.read({ topic: 'room', after: 0, limit: 10, internal: true });
      expect(first.head).toMatchObject({ low: 4, head: 5 });
      expect(first.messages.map(({ position }) => position.offset)).toEqual([4, 5]);
      await opened.trim('room', 2);
      expect((await log.heads(['room']))[0]).toMatchObject({ low: 4, head: 5 });
      await opened.trim('room', 100);
      expect((await log.heads(['room']))[0]).toMatchObject({ low: 6, head: 5 });
      const next = await log.append(appendOf('room', 'next'));
      expect(next.position.offset).toBe(6);
      expect((await log.heads(['room']))[0]).toMatchObject({ low: 6, head: 6 });
    });

    it('remembers client ids beyond a trim', async () => {
      const request = appendOf('room', 'once', { clientId: 'c1' });
      const first = await log.append(request);
      await opened.trim('room', 2);
      expect(await log.append(request)).toEqual({ ...first, duplicate: true });
    });

    it('redacts in place, announces it, and still knows the repeat', async () => {
      const request = appendOf('room', 'secret', { subject: 'chat_message:1', clientId: 'c1' });
      const first = await log.append(request);
      await log.append(appendOf('room', 'other', { subject: 'chat_message:2' }));
      await opened.redact(['room'], 'chat_message:1', { deleted: true });
      const { messages } = await log.read({ topic: 'room', after: 0, limit: 10, internal: true });
      expect(messages.map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([
        { deleted: true },
        { text: 'other' },
        { subject: 'chat_message:1' },
      ]);
      expect(messages.at(-1)).toMatchObject({ event: 'parley.redacted', internal: true });
      expect(await log.append(request)).toEqual({ ...first, duplicate: true });
    });

    it('keeps many writers of many topics gapless', async () => {
      const topics = ['a', 'b', 'c', 'd'];
      await Promise.all(
        Array.from({ length: 400 }, (_, index) =>
          log.append(appendOf(topics[index % 4] ?? '', `${index}`, { clientId: `${index}` })),
        ),
      );
      for (const [at, topic] of topics.entries()) {
        const { messages } = await log.read({ topic, after: 0, limit: 1000, internal: false });
        expect(messages.map(({ position }) => position.offset)).toEqual(
          Array.from({ length: 100 }, (_, index) => index + 1),
        );
        expect(await texts(topic)).toEqual(
          Array.from({ length: 100 }, (_, index) => `${index * 4 + at}`),
        );
      }
    });
  });
}
