import { startParley } from '@parley/testing';
import { expect, it } from 'vitest';
import { signIn, ticketOf } from './people.ts';
import { PlainSocket, type Frame } from './plain-socket.ts';

const TOPIC = 'chat:b4';

const offsetsOf = (page: Frame): number[] =>
  (page['messages'] as { offset: number }[]).map(({ offset }) => offset);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

it('B4 confirmation, roster, history, live; older pages by cursor, none twice, none missing, while others write', async () => {
  const server = await startParley({ env: { PARLEY_MESSAGES_PER_SECOND: '100000' } });
  try {
    const [ada, bob] = await Promise.all([signIn(server, 1), signIn(server, 2)]);
    const writer = await PlainSocket.open(server, await ticketOf(server, ada));
    writer.send({ op: 'subscribe', id: 1, topic: TOPIC });
    await writer.next('page');
    let written = 0;
    /** In groups, as many as may be on their way at once. */
    const write = async (count: number): Promise<void> => {
      for (let left = count; left > 0; left -= 100) {
        for (let n = 0; n < Math.min(left, 100); n += 1) {
          written += 1;
          const frame = { topic: TOPIC, action: 'said', store: true, payload: written };
          writer.send({ op: 'transmit', id: written + 1, ...frame });
        }
        const last = written + 1;
        await writer.next('ok', ({ id }) => id === last);
      }
    };
    await write(230);

    for (const history of [0, 1, 30, 100]) {
      const writing = write(40);
      const reader = await PlainSocket.open(server, await ticketOf(server, bob));
      reader.send({ op: 'subscribe', id: 1, topic: TOPIC, history });
      const confirmed = await reader.next('subscribed');
      const first = await reader.next('page', ({ last }) => last === true);
      await writing;
      await write(1);
      await reader.find('message', ({ offset }) => offset === written);

      const ops = reader.frames.map(({ op }) => op).filter((op) => op !== 'presence');
      expect(ops.slice(0, 4)).toEqual(['welcome', 'subscribed', 'roster', 'page']);
      expect(ops.slice(4).every((op) => op === 'message')).toBe(true);
      const shown = offsetsOf(first);
      expect(shown).toHaveLength(history);
      if (history > 0) expect(first['older']).toBe(true);
      const live = reader.frames
        .filter(({ op }) => op === 'message')
        .map(({ offset }) => Number(offset));
      expect([...shown, ...live]).toEqual(upTo(written).slice(-shown.length - live.length));
      expect(live[0]).toBe(Number(confirmed['offset']) + 1);

      // Back to the beginning, while the topic grows at its end.
      let older = true;
      let all = [...shown, ...live];
      for (let id = 2; older; id += 1) {
        const growing = write(5);
        const before = { epoch: confirmed['epoch'], offset: all[0] };
        reader.send({ op: 'history', id, topic: TOPIC, before, limit: 70 });
        const page = await reader.next('page', (frame) => frame['id'] === id);
        all = [...offsetsOf(page), ...all];
        older = page['older'] === true;
        expect(page['authors']).toMatchObject([{ scid: `m${ada.id}` }]);
        await growing;
      }
      expect(all).toEqual(upTo(all.length));

      // And forward from the beginning to the end.
      const forward: number[] = [];
      let next: number | undefined = 0;
      for (let id = 100; next !== undefined; id += 1) {
        const after: Frame = { epoch: next === 0 ? '' : confirmed['epoch'], offset: next };
        reader.send({ op: 'history', id, topic: TOPIC, after, limit: 100 });
        const page = await reader.next('page', (frame) => frame['id'] === id);
        forward.push(...offsetsOf(page));
        next = page['next'] === undefined ? undefined : Number(page['next']);
      }
      expect(forward).toEqual(upTo(written));
      reader.close();
    }
    writer.close();
  } finally {
    await server.stop();
  }
});
