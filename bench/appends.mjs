// Measures appends in one process: rows per second through the topic log, by the number of appends
// under way at once. `node bench/appends.mjs [rows]` after a build; DATABASE_URL measures Postgres.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openDatabase } from '../packages/store/dist/index.js';

const rows = Number(process.argv[2] ?? 30_000);
const RUNS = 3;
const TOPICS = 100;
const folder = mkdtempSync(join(tmpdir(), 'parley-appends-'));
const database = await openDatabase({
  url: process.env.DATABASE_URL,
  folder,
  modules: [],
  migrations: [],
});

/** Keeps `group` appends under way until `count` are done. */
async function measure(group, count, withIds, run) {
  const took = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpu = process.cpuUsage();
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const n = next++;
      const began = performance.now();
      await database.log.append({
        topic: `bench:${n % TOPICS}`,
        event: 'message',
        payload: `{"text":"${'x'.repeat(60)}${n}"}`,
        sender: 'connection',
        connectionId: 'connection',
        memberId: 7,
        publisher: 'm7',
        ...(withIds ? { clientId: `${run}-${group}-${n}` } : {}),
      });
      took.push(performance.now() - began);
    }
  };
  delay.enable();
  const began = performance.now();
  await Promise.all(Array.from({ length: group }, lane));
  const seconds = (performance.now() - began) / 1000;
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  took.sort((a, b) => a - b);
  return {
    rate: count / seconds,
    p50: took[Math.floor(count * 0.5)],
    p99: took[Math.floor(count * 0.99)],
    delay: delay.percentile(99) / 1e6,
    cpu: (user + system) / count,
  };
}

const median = (results, of) =>
  results.map(of).sort((a, b) => a - b)[Math.floor(results.length / 2)];

try {
  console.log(`${database.engine}, ${TOPICS} topics, ${rows} rows, median of ${RUNS} runs\n`);
  console.log(
    '| at once | client ids | rows/s | ack p50 ms | ack p99 ms | loop p99 ms | CPU µs/row |',
  );
  console.log('|---:|---|---:|---:|---:|---:|---:|');
  await measure(50, 2000, true, 'warm');
  for (const withIds of [false, true]) {
    for (const group of [1, 50, 200, 500]) {
      const count = group === 1 ? Math.min(rows, 2000) : rows;
      const results = [];
      for (let run = 0; run < RUNS; run++) results.push(await measure(group, count, withIds, run));
      const cells = [
        group,
        withIds ? 'yes' : 'no',
        Math.round(median(results, (r) => r.rate)),
        ...['p50', 'p99', 'delay', 'cpu'].map((key) => median(results, (r) => r[key]).toFixed(1)),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
} finally {
  await database.close();
  rmSync(folder, { recursive: true });
}
