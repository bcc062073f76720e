// `npm run test:cluster`: three nodes, their faults and the judge. `--long`: minutes of it; `--seed N`: that run again.
import { parseArgs } from 'node:util';
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { run, say, Stop } = await import('./lib/log.mjs');
const { install } = await import('./lib/install.mjs');
const { installSystem } = await import('./lib/debian.mjs');
const { build } = await import('./lib/build.mjs');
const { exec } = await import('./lib/exec.mjs');

await run(async () => {
  const { values } = parseArgs({
    options: { long: { type: 'boolean', default: false }, seed: { type: 'string' } },
  });
  if (values.seed !== undefined && !/^\d+$/.test(values.seed)) {
    throw new Stop(`--seed takes a whole number, not "${values.seed}".`);
  }
  await install();
  await installSystem();
  await build();
  const env = {
    ...process.env,
    PARLEY_CLUSTER_LONG: values.long ? '1' : '0',
    PARLEY_CLUSTER_SEED: values.seed ?? '',
  };
  if (values.long) say('The long form takes about ten minutes.');
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'cluster'];
  const limitMs = values.long ? 1_800_000 : 600_000;
  const { code, timedOut } = await exec(process.execPath, args, { env, limitMs });
  if (timedOut) throw new Stop(`Ended after ${limitMs / 1000} s.`);
  process.exitCode = code;
});
