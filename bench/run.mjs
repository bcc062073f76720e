/** `npm run bench [-- --quick --runs N --only parley,bun --scenario fan-out,memory,stored]` */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const here = new URL('.', import.meta.url).pathname;
const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    only: { type: 'string' },
    scenario: { type: 'string' },
    out: { type: 'string', default: `${here}results.md` },
  },
});

if (!existsSync(`${here}node_modules/.package-lock.json`)) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
}

const { compiled, machineFacts, pin } = await import('./lib/machine.mjs');
const { measure } = await import('./lib/measure.mjs');
const { report } = await import('./lib/report.mjs');
const { targetsAtHand } = await import('./lib/at-hand.mjs');
const { watchOthers } = await import('./lib/others.mjs');

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
compiled('loadgen');
compiled('floor');
pin(1, process.pid);

const started = Date.now();
const others = watchOthers();
const settings = {
  runs: Number(given.runs ?? (given.quick ? 1 : 5)),
  scenarios: (given.scenario ?? 'fan-out,memory,stored').split(','),
  fanOut: { subscribers: 1000, warmUp: given.quick ? 400 : 600, ms: given.quick ? 1500 : 2000 },
  memory: { connections: 10_000, topics: 100 },
  stored: {
    publishers: 64,
    depth: 8,
    warmUp: given.quick ? 1000 : 2000,
    ms: given.quick ? 2000 : 4000,
  },
};
const only = given.only?.split(',');
const targets = targetsAtHand().filter(({ name }) => !only || only.includes(name));
const results = await measure(targets, settings, (line) => console.log(line));

settings.seconds = (Date.now() - started) / 1000;
const bun = JSON.parse(
  readFileSync(`${here}node_modules/@oven/bun-linux-x64/package.json`, 'utf8'),
);
const command = [
  'npm run bench',
  ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []),
];
const text = report({
  targets,
  results,
  settings,
  facts: { ...machineFacts(), bun: bun.version, others: others() },
  command: command.join(' '),
});
console.log(`\n${text}`);
writeFileSync(given.out, text);
