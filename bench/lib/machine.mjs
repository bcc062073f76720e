import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';

/** How many there are; not how many the driver may use, since it leaves one to the server. */
export const cores = cpus().length;

const canPin = cores > 1 && spawnSync('taskset', ['-V']).status === 0;

/** A command line that runs on that core alone; as it is where there is one core or no `taskset`. */
export function pinned(core, command) {
  return canPin ? ['taskset', '-c', String(core), ...command] : command;
}

/** Moves a thread of a running process to that core (or cores, as `0-1`). */
export function pin(onto, threadId) {
  if (canPin) spawnSync('taskset', ['-c', '-p', String(onto), String(threadId)]);
}

/** The main thread keeps its core; the threads that write and read the database may use any. */
export function freeTheWorkers(processId) {
  for (const thread of readdirSync(`/proc/${processId}/task`)) {
    if (Number(thread) !== processId) pin(`0-${cores - 1}`, thread);
  }
}

/** What a reader must know of the machine, without naming it. */
export function machineFacts() {
  const model =
    /model name\s*:\s*(.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown';
  return {
    cores,
    model,
    kernel: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim().replace(/-.*/, ''),
    node: process.version,
    pinned: canPin,
  };
}

/** Compiles a C program beside this folder into `.cache`, when it is newer; answers its path. */
export function compiled(name) {
  const root = new URL('..', import.meta.url).pathname;
  const source = `${root}${name}.c`;
  const program = `${root}.cache/${name}`;
  if (existsSync(program) && statSync(program).mtimeMs > statSync(source).mtimeMs) return program;
  mkdirSync(`${root}.cache`, { recursive: true });
  const compiler = ['cc', 'gcc', 'clang'].find(
    (each) => spawnSync(each, ['--version']).status === 0,
  );
  if (!compiler) {
    throw new Error(
      'The load generator needs a C compiler: install gcc (Debian: apt-get install gcc libc6-dev).',
    );
  }
  execFileSync(compiler, ['-O2', '-o', program, source], { stdio: 'inherit' });
  return program;
}
