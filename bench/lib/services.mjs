import { startPostgres } from '../../packages/testing/dist/postgres.js';
import { startRedis } from '../../packages/testing/dist/redis.js';

import { cores, pin } from './machine.mjs';
import { newFolder, serve } from './parley.mjs';

/** Postgres or Redis, free to use every core: what the driver starts would stay on its own. */
async function unpinned(start) {
  pin(`0-${cores - 1}`, process.pid);
  try {
    return await start();
  } finally {
    pin(1, process.pid);
  }
}

/** A Postgres of the benchmark's own. Commits are synced as in production. */
export function ownPostgres() {
  return unpinned(() => startPostgres());
}

/** A Postgres, a Redis and `nodes` servers on them, all of these on the servers' core. */
export async function ownCluster(nodes, env = {}) {
  const postgres = await ownPostgres();
  const redis = await unpinned(() => startRedis());
  const started = [];
  const stop = async () => {
    await Promise.all(started.map((node) => node.stop()));
    await Promise.all([postgres.stop(), redis.stop()]);
  };
  const start = async (more = {}) =>
    serve(await newFolder(), {
      env: { DATABASE_URL: postgres.url, REDIS_URL: redis.url, ...env, ...more },
    });
  try {
    // One after the other: the first makes the schema and the demo's people.
    for (let i = 0; i < nodes; i += 1) started.push(await start());
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    postgres,
    redis,
    nodes: started,
    /** Ends a node as an operator would and starts it again on its port. */
    async restart(index) {
      const { port } = started[index];
      await started[index].stop();
      started[index] = await start({ PORT: String(port) });
      return started[index];
    },
    stop,
  };
}
