// `npm run docs`: writes what the code knows about itself into the documentation.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { readFileSync, writeFileSync } = await import('node:fs');
const { join } = await import('node:path');
const { root } = await import('./lib/exec.mjs');
const { run } = await import('./lib/log.mjs');
const { install } = await import('./lib/install.mjs');
const { build } = await import('./lib/build.mjs');

await run(async () => {
  await install();
  await build();
  const { documentation, marks } = await import('../packages/server/dist/config/describe.js');
  const file = join(root, 'docs/operations.md');
  const before = readFileSync(file, 'utf8');
  const from = before.indexOf(marks.begin) + marks.begin.length;
  const to = before.indexOf(marks.end);
  writeFileSync(file, `${before.slice(0, from)}\n${documentation()}\n${before.slice(to)}`);
});
