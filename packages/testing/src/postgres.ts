import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

/** A real Postgres of the test's own. */
export interface TestPostgres {
  /** Of the database that it starts with. */
  readonly url: string;
  /** Makes another empty database and answers its URL. */
  createDatabase(): Promise<string>;
  /** Ends every connection and starts again on the same port with the same data. */
  restart(): Promise<void>;
  /** Lets every process of it stand still for so many milliseconds: nothing is lost, all of it is late. */
  pause(ms: number): Promise<void>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

/** How to start it. */
export interface PostgresOptions {
  /** Settings for `-c`, such as `{ deadlock_timeout: '200ms' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Starts a Postgres in a temporary folder on a free port of the loopback, as an unprivileged user
 * when this process is root. Commits are synced as in production. It ends with this process.
 * @throws Error that says what to install when no Postgres is found.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const bin = findBinaries();
  const account = unprivileged();
  const folder = await mkdtemp(join(tmpdir(), 'parley-pg-'));
  await chmod(folder, 0o700);
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
  const as = { ...account, env, cwd: folder };
  const data = join(folder, 'data');
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'parley', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    as,
  );
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const serverArgs = ['-D', data, '-p', String(port), '-k', folder, ...flags];
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(join(bin, 'postgres'), serverArgs, {
      ...as,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await untilReady(child);
    return child;
  };
  let server = await start();
  let stopped: number[] = [];
  const goOn = (): void => {
    for (const one of stopped) signal(one, 'SIGCONT');
    stopped = [];
  };
  const kill = (): void => {
    // What stands still hears of nothing.
    goOn();
    server.kill('SIGQUIT');
  };
  process.once('exit', kill);
  const halt = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGINT');
    await gone;
  };
  let databases = 0;
  return {
    url: `postgres://parley@127.0.0.1:${port}/postgres`,
    createDatabase: async () => {
      databases += 1;
      const name = `parley_${process.pid}_${databases}`;
      await run(
        join(bin, 'createdb'),
        ['-h', folder, '-p', String(port), '-U', 'parley', name],
        as,
      );
      return `postgres://parley@127.0.0.1:${port}/${name}`;
    },
    restart: async () => {
      await halt();
      server = await start();
    },
    pause: async (ms) => {
      const { pid } = server;
      if (pid === undefined) return;
      // First the one that makes others.
      stopped = [pid];
      signal(pid, 'SIGSTOP');
      stopped.push(...childrenOf(pid));
      for (const one of stopped.slice(1)) signal(one, 'SIGSTOP');
      await wait(ms);
      goOn();
    },
    stop: async () => {
      await halt();
      process.off('exit', kill);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Tells a process, if it is still there. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}

/** The processes that one has started and that live. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

function findBinaries(): string {
  const debian = '/usr/lib/postgresql';
  let versions: string[] = [];
  try {
    versions = readdirSync(debian).sort((a, b) => Number(b) - Number(a));
  } catch {
    // Not on Debian: the path decides.
  }
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  for (const folder of folders) {
    try {
      accessSync(join(folder, 'postgres'));
      accessSync(join(folder, 'initdb'));
      return folder;
    } catch {
      continue;
    }
  }
  throw new Error('No Postgres found: apt-get install postgresql (or put its bin folder on PATH).');
}

/** Postgres refuses to run as root. */
function unprivileged(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const line = lines.find((candidate) => candidate.startsWith(`${wanted}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('Postgres needs an unprivileged user: postgres or nobody.');
}

async function untilReady(child: ChildProcess): Promise<void> {
  const { stderr } = child;
  if (stderr === null) throw new Error('Postgres has no output.');
  const said: string[] = [];
  const lines = createInterface({ input: stderr });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Postgres did not start:\n${said.join('\n')}`)));
    lines.on('line', (line) => {
      // What it says later is read as well, so that it never waits for a reader.
      if (said.length < 100) said.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
  });
}
