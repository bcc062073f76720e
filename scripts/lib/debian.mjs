import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { exec, which } from './exec.mjs';
import { Stop, say, since } from './log.mjs';

/** What the tests need of the system: a Debian package, and the program that shows it is there. */
const needs = [
  { debian: 'chromium', program: 'chromium' },
  { debian: 'postgresql', program: 'postgres', also: postgresFolders },
  { debian: 'redis-server', program: 'redis-server' },
  { debian: 'coturn', program: 'turnserver' },
];

/** Debian keeps Postgres' own programs off the path. */
function postgresFolders() {
  const base = '/usr/lib/postgresql';
  return existsSync(base) ? readdirSync(base).map((version) => `${base}/${version}/bin`) : [];
}

function missingPackages() {
  return needs
    .filter(({ program, also }) => which(program, also?.()) === undefined)
    .map(({ debian }) => debian);
}

/** Installs the system's missing packages when it may; otherwise says what to install. */
export async function installSystem() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || which('apt-get') === undefined) {
    throw new Stop(
      `The tests need ${missing.join(', ')}: on Debian run "sudo apt-get install ${missing.join(' ')}" and try again.`,
    );
  }
  const start = performance.now();
  say(`Installing ${missing.join(', ')} …`);
  await withoutServices(async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await apt(['update'], env);
    await apt(['install', '--yes', '--no-install-recommends', ...missing], env);
  });
  const still = missingPackages();
  if (still.length > 0)
    throw new Stop(`After the installation there is still no ${still.join(', ')}.`);
  say(`Installed ${missing.join(', ')} in ${since(start)}.`);
}

async function apt(args, env) {
  const { code, output } = await exec('apt-get', ['-q', ...args], { quiet: true, env });
  if (code !== 0) throw new Stop(`${output}\napt-get ${args[0]} ended with ${code}.`);
}

/** Debian starts what it installs. Tests bring their own servers: for this while, nothing starts. */
async function withoutServices(work) {
  const policy = '/usr/sbin/policy-rc.d';
  const aside = `${policy}.before-parley`;
  // What is there is put aside; after a crash in here, the file aside is the one to keep.
  if (existsSync(policy) && !existsSync(aside)) renameSync(policy, aside);
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const restore = () => {
    if (existsSync(aside)) renameSync(aside, policy);
    else rmSync(policy, { force: true });
  };
  process.once('exit', restore);
  try {
    await work();
  } finally {
    process.off('exit', restore);
    restore();
  }
}
