// `npm run check`: format, lint, types, dead code, package truth; under a minute on two cores.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { root, tool } = await import('./lib/exec.mjs');
const { Stop, run, say, since } = await import('./lib/log.mjs');
const { install } = await import('./lib/install.mjs');
const { suppressions } = await import('./lib/suppressions.mjs');

/** Packages that are published: all but the private ones. */
const published = readdirSync(join(root, 'packages')).filter(
  (name) => !JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')).private,
);

const quick = [
  ['format', 'oxfmt/bin/oxfmt', ['--check', '.']],
  // Before the lint rules that ask for types, which read what this writes.
  ['types', 'typescript/bin/tsc', ['-b']],
  ['lint', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']],
];
/** What looks at the build, or at nothing of it; each on its own. */
const rest = [
  ['types of tests', 'typescript/bin/tsc', ['-p', 'tsconfig.test.json']],
  ['types of web', 'typescript/bin/tsc', ['-p', 'apps/web/tsconfig.json', '--noEmit']],
  ['dead code', 'knip/bin/knip.js', []],
  // Any npm will do; which one is Node's own choice.
  ['workspaces', 'sherif/index.js', ['-r', 'root-package-manager-field']],
  ...published.flatMap((name) => [
    [`publint ${name}`, 'publint/src/cli.js', ['--strict', `packages/${name}`]],
    [
      `attw ${name}`,
      '@arethetypeswrong/cli/dist/index.js',
      ['--pack', `packages/${name}`, '--profile', 'esm-only', '--quiet'],
    ],
  ]),
  ['size', 'size-limit/bin.js', []],
];

await run(async () => {
  const start = performance.now();
  await install();
  await install({ folder: join(root, 'conformance'), what: 'packages of conformance' });
  const failed = [];
  const step = async (name, work) => {
    const before = performance.now();
    const output = await work();
    say(`${output === undefined ? 'ok    ' : 'FAILED'}  ${name.padEnd(20)} ${since(before)}`);
    if (output === undefined) return;
    failed.push(name);
    say(output.trim().replace(/^/gm, '        '));
  };
  const runTool = ([name, file, args]) =>
    step(name, async () => {
      const { code, output } = await tool(file, args, { quiet: true });
      return code === 0 ? undefined : output || `ended with ${code}`;
    });

  await step('suppressions', async () => (await suppressions()).join('\n') || undefined);
  for (const each of quick) await runTool(each);
  const queue = [...rest];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await runTool(next);
  };
  await Promise.all([worker(), worker()]);
  if (failed.length > 0) throw new Stop(`\nFailed: ${failed.join(', ')} (${since(start)}).`);
  say(`\nAll is well (${since(start)}).`);
});
