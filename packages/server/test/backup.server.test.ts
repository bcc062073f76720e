import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startParley } from '@parley/testing';
import { expect, it } from 'vitest';
import { parley } from './command.ts';
import { hasty, readLog, Run } from './judged-run.ts';
import { programOf, signIn, ticketOf } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

const patient = { timeout: 40_000 };

it('A8 a backup made while clients write holds all that was acknowledged before; restored, old positions are void', async () => {
  const server = await startParley({ env: { PARLEY_MESSAGES_PER_SECOND: '100000' } });
  const outside = mkdtempSync(join(tmpdir(), 'parley-backup-'));
  const copy = join(outside, 'copy');
  const [writer, reader] = [
    await programOf(server, 1, { clock: hasty }),
    await programOf(server, 2, { clock: hasty }),
  ];
  try {
    const run = new Run('chat:backup');
    await run.listen(reader, 'reader');
    await run.listen(writer, 'writer');
    const stop = new AbortController();
    const writing = (async () => {
      for (let n = 0; !stop.signal.aborted; n += 1) await run.send(writer, `message ${n}`);
    })();
    await expect.poll(() => run.acknowledged.length, patient).toBeGreaterThan(50);
    const before = run.acknowledged.length;
    await parley(server, 'backup', copy);
    const made = run.acknowledged.length;
    await expect.poll(() => run.acknowledged.length, patient).toBeGreaterThan(made + 20);
    stop.abort();
    await writing;
    const old = await readLog(server, run.topic);
    await expect.poll(() => run.heard('reader').length, patient).toBe(old.length);
    const last = old.at(-1);

    await server.kill();
    await parley(server, 'restore', copy, '--replace');
    await server.restart();

    const restored = await readLog(server, run.topic);
    const texts = restored.map(({ payload }) => payload);
    expect(texts.length).toBeGreaterThanOrEqual(before);
    expect(texts.length).toBeLessThan(old.length);
    expect(texts).toEqual(old.slice(0, texts.length).map(({ payload }) => payload));
    expect(restored[0]?.epoch).not.toBe(old[0]?.epoch);

    // The page that was there all the time is told, and goes on.
    await expect
      .poll(() => run.gaps.map(({ reason }) => reason), patient)
      .toContain('epoch_changed');
    await run.send(writer, 'after the restore');
    await expect.poll(() => run.heard('reader').at(-1), patient).toBe('after the restore');
    const since = { epoch: last?.epoch, offset: last?.offset };
    const plain = await PlainSocket.open(server, await ticketOf(server, await signIn(server, 1)));
    plain.send({ op: 'subscribe', id: 1, topic: run.topic, since });
    expect(await plain.next('subscribed')).toMatchObject({
      recovered: false,
      epoch: restored[0]?.epoch,
      gap: { reason: 'epoch_changed' },
    });
    plain.send({ op: 'history', id: 2, topic: run.topic, before: since });
    expect(await plain.next('error')).toMatchObject({ id: 2, code: 'bad_position' });
    plain.close();
  } finally {
    writer.disconnect();
    reader.disconnect();
    await server.stop();
    rmSync(outside, { recursive: true });
  }
});
