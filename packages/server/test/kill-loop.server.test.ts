import type { Client } from '@parley/client';
import { startParley } from '@parley/testing';
import { expect, it } from 'vitest';
import { hasty, Run } from './judged-run.ts';
import { programOf } from './people.ts';

const KILLS = 5;
/** Acknowledgements between two kills. */
const STRETCH = 40;
const WINDOW = 20;
const patient = { timeout: 60_000, interval: 10 };

it('A8 F2 killed again and again while clients write: all that was acknowledged is there, once, in order', async () => {
  const server = await startParley({ env: { PARLEY_MESSAGES_PER_SECOND: '100000' } });
  const clients: Client[] = [];
  const runs = [new Run('chat:kill-1'), new Run('chat:kill-2')];
  try {
    const stop = new AbortController();
    const writers: Promise<void>[] = [];
    for (const [index, run] of runs.entries()) {
      for (const memberId of [1, 2]) {
        // One who is slow to come back may miss more than a resume brings: the rest is paged.
        const options = { clock: hasty, random: () => 0.1, gapLimit: 1_000_000 };
        const client = await programOf(server, memberId, options);
        clients.push(client);
        await run.listen(client, `client ${memberId}`);
        const write = async (lane: number): Promise<void> => {
          for (let n = 0; !stop.signal.aborted; n += 1) {
            await run.send(client, `${index}/${memberId}/${lane}/${n}`);
          }
        };
        for (let lane = 0; lane < WINDOW; lane += 1) writers.push(write(lane));
      }
    }
    for (let kill = 0; kill < KILLS; kill += 1) {
      const wanted = runs.map(({ acknowledged }) => acknowledged.length + STRETCH);
      await expect
        .poll(() => runs.every((run, n) => run.acknowledged.length >= (wanted[n] ?? 0)), patient)
        .toBe(true);
      await server.kill();
      await server.restart();
    }
    stop.abort();
    await Promise.all(writers);

    for (const run of runs) {
      const names = ['client 1', 'client 2'];
      const { log } = await run.judge(server, []);
      for (const name of names) {
        await expect.poll(() => run.heard(name).length, patient).toBe(log.length);
      }
      // The judge has the last word: lost, doubled, reordered, altered, or a gap.
      expect((await run.judge(server, names)).violations).toEqual([]);
      expect(run.gaps).toEqual([]);
      expect(run.acknowledged.length).toBe(log.length);
      expect(log.length).toBeGreaterThanOrEqual(KILLS * STRETCH);
      // What one lane sent stays in the order in which it was sent.
      const last = new Map<string, number>();
      for (const text of log) {
        const lane = text.slice(0, text.lastIndexOf('/'));
        const n = Number(text.slice(lane.length + 1));
        expect(n).toBe((last.get(lane) ?? -1) + 1);
        last.set(lane, n);
      }
    }
  } finally {
    for (const client of clients) client.disconnect();
    await server.stop();
  }
}, 120_000);
