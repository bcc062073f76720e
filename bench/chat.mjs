/** `npm run bench:chat [-- --quick --only cable,rooms --out FILE]` */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const here = new URL('.', import.meta.url).pathname;
const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'cable,rooms' },
    out: { type: 'string', default: `${here}results-chat.md` },
  },
});

const { compiled, machineFacts, pin } = await import('./lib/machine.mjs');
const { cableFanOut } = await import('./lib/cable-fan-out.mjs');
const { chatReport } = await import('./lib/chat-report.mjs');
const { chatRooms } = await import('./lib/chat-rooms.mjs');
const { parleyIsBuilt } = await import('./lib/parley.mjs');
const { watchOthers } = await import('./lib/others.mjs');

if (!parleyIsBuilt()) throw new Error('Build Parley first: npm run build');
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
compiled('loadgen');
pin(1, process.pid);

const started = Date.now();
const others = watchOthers();
const say = (line) => console.log(line);
const { quick } = given;
const settings = {
  cable: {
    subscribers: 1000,
    runs: quick ? 1 : 5,
    warmUp: quick ? 400 : 1000,
    ms: quick ? 2000 : 4000,
  },
  rooms: {
    runs: quick ? 1 : 3,
    sizes: [10, 100, 1000],
    posters: 16,
    warmUp: quick ? 500 : 1500,
    ms: quick ? 2000 : 6000,
  },
};
const parts = {
  cable: () => cableFanOut(settings.cable, say),
  rooms: () => chatRooms(settings.rooms, say),
};

const results = {};
const failures = [];
for (const name of given.only.split(',')) {
  if (!parts[name]) throw new Error(`There is no part ${name}: ${Object.keys(parts).join(', ')}`);
  try {
    results[name] = await parts[name]();
  } catch (error) {
    say(`${name} failed: ${error.stack}`);
    failures.push(`${name}: ${error.message.split('\n')[0]}`);
  }
}

settings.seconds = (Date.now() - started) / 1000;
const command = [
  'npm run bench:chat',
  ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : []),
];
const text = chatReport({
  results,
  settings,
  facts: { ...machineFacts(), others: others() },
  command: command.join(' '),
  failures,
});
say(`\n${text}`);
writeFileSync(given.out, text);
process.exit(failures.length > 0 ? 1 : 0);
