// `npm test`: installs what is missing, builds, runs every test. `npm test -- unit` runs one part.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { Stop, run, say } = await import('./lib/log.mjs');
const { endWithParent } = await import('./lib/end-with-parent.mjs');
const { install } = await import('./lib/install.mjs');
const { installSystem } = await import('./lib/debian.mjs');
const { build } = await import('./lib/build.mjs');
const { parts } = await import('./lib/parts.mjs');
const { runPart } = await import('./lib/run-part.mjs');

await run(async () => {
  if (process.env.npm_lifecycle_event !== undefined) endWithParent();
  const wanted = choose(process.argv.slice(2));
  await install();
  await installSystem();
  await build();
  const results = [];
  for (const part of wanted) results.push(await runPart(part));
  report(results);
});

function choose(names) {
  const known = parts.map((part) => part.name);
  for (const name of names) {
    if (!known.includes(name))
      throw new Stop(`There is no part "${name}". Parts: ${known.join(', ')}.`);
  }
  return names.length === 0 ? parts : parts.filter((part) => names.includes(part.name));
}

function report(results) {
  say('\npart        passed  failed    time  budget');
  for (const { name, passed, failed, seconds, budget, problems } of results) {
    const row = [
      name.padEnd(10),
      String(passed).padStart(8),
      String(failed).padStart(8),
      `${seconds.toFixed(0)} s`.padStart(8),
      `${budget} s`.padStart(8),
    ];
    say(
      [row.join(''), seconds > budget ? 'over budget' : '', ...problems].filter(Boolean).join('  '),
    );
  }
  // Last, so that it is there however little of a long output is kept.
  for (const { failures } of results) for (const failure of failures) say(`\nFailed: ${failure}`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const failed = sum('failed');
  process.stdout.write(`\n${sum('passed')} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
}
