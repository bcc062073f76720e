import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '@parley/store';
import { FakeClock } from '@parley/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startJob } from './jobs.ts';
import { retentionJob, trimStreams } from './retention.ts';

let folder: string;
let db: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-retention-'));
  db = await openDatabase({ folder, modules: [], migrations: [] });
});
afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

async function fill(topic: string, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, () =>
      db.log.append({
        topic,
        event: 'e',
        payload: '{}',
        sender: 'app',
        connectionId: null,
        memberId: null,
        publisher: 'app',
      }),
    ),
  );
}

async function lows(topics: readonly string[]): Promise<number[]> {
  return (await db.log.heads(topics)).map(({ low }) => low);
}

describe('event streams', () => {
  it('keep their newest, and what is said in rooms stays whole', async () => {
    const names = [
      '$member:1',
      '$member:2',
      'chat-room-channel-1',
      'chat-room-channels',
      'community',
      'room:1',
      'Chat-Room-Channel-1',
    ];
    for (const name of names) await fill(name, name === '$member:2' ? 250 : 700);
    expect(await trimStreams(db)).toBe(3);
    expect(await lows(names)).toEqual([501, 1, 201, 1, 201, 1, 1]);
    expect(await trimStreams(db)).toBe(0);
  });

  it('are looked at every ten minutes, until the server stops', async () => {
    const clock = new FakeClock();
    await fill('community', 700);
    const stop = startJob(retentionJob(db), { clock, report: () => {} });
    clock.advance(600_000);
    await expect.poll(() => lows(['community'])).toEqual([201]);
    await expect.poll(() => clock.pending).toBe(1);
    stop();
    expect(clock.pending).toBe(0);
  });
});
