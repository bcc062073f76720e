/** `npm run bench:socket-io [-- --quick --runs N --only topic,room,all --out FILE]` */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const here = new URL('.', import.meta.url).pathname;
const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    only: { type: 'string', default: 'topic,room,all' },
    out: { type: 'string', default: `${here}results-socket-io.md` },
  },
});

if (!existsSync(`${here}node_modules/.package-lock.json`)) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
}

const { compiled, machineFacts, pin } = await import('./lib/machine.mjs');
const { watchOthers } = await import('./lib/others.mjs');
const { parleyIsBuilt } = await import('./lib/parley.mjs');
const { pairedRuns, pairs } = await import('./lib/socket-io.mjs');
const { socketIoReport } = await import('./lib/socket-io-report.mjs');

if (!parleyIsBuilt()) throw new Error('Build Parley first: npm run build');
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
compiled('loadgen');
pin(1, process.pid);

const started = Date.now();
const others = watchOthers();
const { quick } = given;
const settings = {
  runs: Number(given.runs ?? (quick ? 1 : 5)),
  subscribers: 1000,
  warmUp: quick ? 400 : 1000,
  slices: quick ? 4 : 10,
  ms: 400,
};
const only = given.only.split(',');
const chosen = pairs.filter(({ name }) => only.includes(name));
const { results, failures } = await pairedRuns(chosen, settings, (line) => console.log(line));

settings.seconds = (Date.now() - started) / 1000;
const library = JSON.parse(readFileSync(`${here}node_modules/socket.io/package.json`, 'utf8'));
const command = [
  'npm run bench:socket-io',
  ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []),
];
const text = socketIoReport({
  pairs: chosen,
  results,
  failures,
  settings,
  facts: { ...machineFacts(), socketIo: library.version, others: others() },
  command: command.join(' '),
});
console.log(`\n${text}`);
writeFileSync(given.out, text);
process.exit(failures.length > 0 ? 1 : 0);
