import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Generator } from './generator.mjs';
import { inProcessAppends } from './in-process.mjs';
import { freeTheWorkers } from './machine.mjs';

const Libsql = createRequire(new URL('../../packages/store/package.json', import.meta.url))(
  'libsql',
);

/** Rows per commit: the rows of one commit have one time. Read from the file after the server's end. */
function groupSize(folder) {
  const db = new Libsql(join(folder, 'parley.db'));
  try {
    const { rows, commits } = db
      .prepare('select count(*) as rows, count(distinct created_on) as commits from topic_messages')
      .get();
    return rows / commits;
  } finally {
    db.close();
  }
}

/**
 * One run of stored messages on a fresh server: every publisher keeps `depth` of them unacknowledged.
 * The same number of rows per second is then sought by appends in a process of their own, in groups of
 * the size that the server's writer had.
 */
export async function stored(target, { publishers, depth, warmUp, ms }) {
  const server = await target.start({ connections: publishers });
  let generator;
  let run;
  try {
    generator = new Generator(server.port, target.rules);
    freeTheWorkers(server.pid);
    const topics = Array.from({ length: publishers }, (_, i) => `${target.topic}-${i}`);
    await target.enter(server, generator, topics);
    await sleep(target.settle);
    await generator.stored({ depth, ms: warmUp, text: target.stored });
    await server.ask('watchDelay');
    const before = server.cpu();
    const load = await generator.stored({ depth, ms, text: target.stored });
    const cpu = server.cpu() - before;
    const loopDelay = await server.ask('readDelay');
    if (load.deliveries < load.answered) throw new Error(`not delivered: ${JSON.stringify(load)}`);
    run = {
      rowsPerSecond: load.answered / load.seconds,
      rows: load.answered,
      p50: load.p50 / 1000,
      p99: load.p99 / 1000,
      loopDelay,
      cpuPerRow: (cpu / load.answered) * 1e6,
      generatorBusy: load.cpu / load.seconds,
    };
    await server.stop();
    run.groupSize = groupSize(server.folder);
  } finally {
    await server.stop();
    await generator?.stop();
    await server.discard();
  }
  run.inProcess = await inProcessAppends({ groupSize: run.groupSize, topics: publishers, ms });
  run.ratio = run.inProcess && run.rowsPerSecond / run.inProcess.rowsPerSecond;
  return run;
}
