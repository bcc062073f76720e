// `npm run test:soak`: what only shows after a long life, on both engines; minutes of it.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { run } = await import('./lib/log.mjs');
const { install } = await import('./lib/install.mjs');
const { installSystem } = await import('./lib/debian.mjs');
const { build } = await import('./lib/build.mjs');
const { exec } = await import('./lib/exec.mjs');

await run(async () => {
  await install();
  await installSystem();
  await build();
  const env = { ...process.env, PARLEY_SOAK_DELTAS: '100000' };
  const projects = ['--project', 'server', '--project', 'postgres'];
  const tests = ['packages/domains/src/exchange/board', '-t', 'deltas it is as small'];
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...projects, ...tests];
  const { code } = await exec(process.execPath, args, { env });
  process.exitCode = code;
});
