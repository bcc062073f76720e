// `npm run docs`: writes what the code knows about itself into the documentation.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { root } = await import('./lib/exec.mjs');
const { Stop, run } = await import('./lib/log.mjs');
const { install } = await import('./lib/install.mjs');
const { build } = await import('./lib/build.mjs');

/** Replaces what stands between two texts. */
function between(file, from, to, text) {
  const path = join(root, file);
  const before = readFileSync(path, 'utf8');
  const begin = before.indexOf(from);
  const end = before.indexOf(to, begin + from.length);
  if (begin < 0 || end < 0) throw new Stop(`${file} has no place between ${from} and ${to}.`);
  writeFileSync(path, before.slice(0, begin + from.length) + text + before.slice(end));
}

await run(async () => {
  await install();
  await build();
  const { documentation, marks } = await import('../packages/server/dist/config/describe.js');
  between('docs/operations.md', marks.begin, marks.end, `\n${documentation()}\n`);
  const metrics = await import('../packages/server/dist/metrics/describe.js');
  const { begin, end } = metrics.metricsMarks;
  between('docs/operations.md', begin, end, `\n${metrics.metricsDocumentation()}\n`);
  for (const example of ['examples/chat.mjs', 'examples/embed.mjs', 'examples/headless.mjs']) {
    const code = readFileSync(join(root, example), 'utf8');
    between('README.md', `<!-- ${example} -->\n\`\`\`js\n`, '```', code);
  }
});
