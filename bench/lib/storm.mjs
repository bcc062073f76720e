import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { Generator } from './generator.mjs';
import { publish } from './jitter.mjs';
import { appToken, parley, tokenOf, welcome } from './parley.mjs';
import { ownCluster } from './services.mjs';

const topic = 'chat:storm';
const text = '@M the quick brown fox jumps over the lazy dog';

async function stats(node) {
  const response = await fetch(`http://127.0.0.1:${node.port}/api/admin/stats`, {
    headers: { authorization: `Bearer ${appToken}` },
  });
  return response.json();
}

/** Transactions of the whole database so far; its sessions tell theirs up to a second late. */
async function transactions(pool) {
  await sleep(1500);
  const { rows } = await pool.query(
    'select xact_commit as count from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0].count);
}

/** What stands between the cut and the return, by name. */
const ways = {
  'the network was away': async () => {},
  'the node was restarted': async (cluster) => cluster.restart(0),
};

/**
 * `clients` of one topic on one node (Postgres, Redis) are cut, miss `missed` stored messages, and all come
 * back, each with a new ticket and `since`. Times in ms from the moment a connection is possible again.
 */
export async function storm({ clients, missed, patience }, say) {
  const results = [];
  for (const [way, meanwhile] of Object.entries(ways)) {
    const cluster = await ownCluster(1);
    const pool = new pg.Pool({ connectionString: cluster.postgres.url, max: 1 });
    let [node] = cluster.nodes;
    const generator = new Generator(node.port, parley.rules);
    try {
      // Once in, each client is a member whom the server knows.
      for (let from = 0; from < clients; from += 1000) {
        const some = Math.min(1000, clients - from);
        await generator.connect(
          Array.from({ length: some }, (_, i) => ({ path: `!${tokenOf(from + i + 1)}`, topic })),
        );
      }
      const { epoch, offset } = await publish(node.port, { topic, payload: { text: 'before' } });
      await sleep(2000);
      await generator.drop();
      await meanwhile(cluster);
      [node] = cluster.nodes;
      for (let i = 0; i < missed; i += 1) await publish(node.port, { topic, payload: { text } });
      const since = JSON.stringify({ epoch, offset });
      generator.rule(
        'reply',
        welcome,
        `{"op":"subscribe","id":1,"topic":"%s","history":0,"since":${since}}`,
      );
      const before = { ...(await stats(node)), transactions: await transactions(pool) };
      const cpu = node.cpu();
      const back = await generator.storm({ ms: patience });
      const busy = (node.cpu() - cpu) / back.seconds;
      if (back.marks !== clients * missed) {
        throw new Error(`${back.marks} of ${clients * missed} missed messages came`);
      }
      const { logReads } = await stats(node);
      const result = {
        way,
        clients,
        missed,
        logReads: logReads - before.logReads,
        transactions: (await transactions(pool)) - before.transactions,
        p50: back.p50 / 1000,
        p99: back.p99 / 1000,
        last: back.max / 1000,
        retries: back.retries,
        firstRefusal: back.firstError,
        busy,
        generatorBusy: back.cpu / back.seconds,
      };
      results.push(result);
      say(`storm, ${way}: ${result.logReads} log queries, the last after ${result.last} ms`);
    } finally {
      await generator.stop();
      await pool.end();
      await cluster.stop();
    }
  }
  return results;
}
