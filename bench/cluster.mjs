/** `npm run bench:cluster [-- --quick --only jitter,appends,cross,storm --out FILE]` */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const here = new URL('.', import.meta.url).pathname;
const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'jitter,appends,cross,storm' },
    out: { type: 'string', default: `${here}results-cluster.md` },
  },
});

if (!existsSync(`${here}node_modules/socket.io-client`)) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
}

const { compiled, machineFacts, pin } = await import('./lib/machine.mjs');
const { clusterReport } = await import('./lib/cluster-report.mjs');
const { crossNode } = await import('./lib/cross-node.mjs');
const { jitter, jitterTargets } = await import('./lib/jitter.mjs');
const { parleyIsBuilt } = await import('./lib/parley.mjs');
const { watchOthers } = await import('./lib/others.mjs');
const { postgresAppends } = await import('./lib/postgres-appends.mjs');
const { short } = await import('./lib/statistics.mjs');
const { storm } = await import('./lib/storm.mjs');

if (!parleyIsBuilt()) throw new Error('Build Parley first: npm run build');
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
compiled('loadgen');
pin(1, process.pid);

const started = Date.now();
const others = watchOthers();
const say = (line) => console.log(line);
const { quick } = given;
const settings = {
  jitter: {
    clients: quick ? 100 : 1000,
    every: 15_000,
    down: 2000,
    rate: 2,
    ms: quick ? 30_000 : 120_000,
    patience: 10_000,
  },
  appends: { runs: quick ? 1 : 3, ms: quick ? 1000 : 4000 },
  cross: { runs: quick ? 1 : 5, ms: quick ? 1500 : 5000, listeners: 100 },
  storm: { clients: quick ? 500 : 5000, missed: 20, patience: 120_000 },
};

const failures = [];

/** What fails is told and named in the results; the rest goes on. */
async function attempt(name, run) {
  try {
    return await run();
  } catch (error) {
    say(`${name} failed: ${error.stack}`);
    failures.push(`${name}: ${error.message.split('\n')[0]}`);
    return undefined;
  }
}

const parts = {
  async jitter() {
    const runs = {};
    for (const target of jitterTargets) {
      const run = await attempt(target.name, () => jitter(target, settings.jitter));
      if (run === undefined) continue;
      runs[target.name] = run;
      say(
        `${target.name}: ${(run.share * 100).toFixed(2)} % delivered, replay p95 ${short(run.replay.p95)} ms, p99 ${short(run.replay.p99)} ms`,
      );
    }
    return runs;
  },
  appends: () => postgresAppends(settings.appends, say),
  cross: () => crossNode(settings.cross, say),
  storm: () => storm(settings.storm, say),
};

const results = {};
for (const name of given.only.split(',')) {
  if (!parts[name]) throw new Error(`There is no part ${name}: ${Object.keys(parts).join(', ')}`);
  results[name] = await attempt(name, parts[name]);
}

settings.seconds = (Date.now() - started) / 1000;
const command = [
  'npm run bench:cluster',
  ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []),
];
const text = clusterReport({
  results,
  settings,
  facts: { ...machineFacts(), others: others() },
  command: command.join(' '),
  failures,
});
say(`\n${text}`);
writeFileSync(given.out, text);
process.exit(failures.length > 0 ? 1 : 0);
