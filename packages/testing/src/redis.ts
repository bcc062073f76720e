import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** A real Redis of the test's own. It keeps nothing on the disk. */
export interface TestRedis {
  /** `redis://127.0.0.1:<port>`, the same after a restart. */
  readonly url: string;
  /** Stops it without ending it, as a machine that swaps or is being moved; resolves when it goes on. */
  pause(ms: number): Promise<void>;
  /** Ends it at once, with everything it knew. */
  kill(): Promise<void>;
  /** Ends it, if it still runs, and starts it again on the same port, empty. */
  restartEmpty(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** How to start it. */
export interface RedisOptions {
  /** Directives of its configuration, such as `{ maxmemory: '64mb' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts a Redis on a free port of the loopback, without persistence. It ends with this process.
 * @throws Error that says what to install when no Redis is found.
 */
export async function startRedis(options: RedisOptions = {}): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-redis-'));
  const port = await freePort();
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const start = async (): Promise<ChildProcess> => {
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    await untilReady(child);
    return child;
  };
  let server = await start();
  const abandon = (): void => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: async (ms) => {
      const paused = server;
      paused.kill('SIGSTOP');
      try {
        await wait(ms);
      } finally {
        paused.kill('SIGCONT');
      }
    },
    kill,
    restartEmpty: async () => {
      await kill();
      server = await start();
    },
    stop: async () => {
      await kill();
      process.off('exit', abandon);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(child: ChildProcess): Promise<void> {
  const { stdout } = child;
  if (stdout === null) throw new Error('Redis has no output.');
  const said: string[] = [];
  const lines = createInterface({ input: stdout });
  await new Promise<void>((resolve, reject) => {
    child.once('error', () =>
      reject(new Error('No Redis found: apt-get install redis-server (or put it on PATH).')),
    );
    child.once('exit', () => reject(new Error(`Redis did not start:\n${said.join('\n')}`)));
    lines.on('line', (line) => {
      // What it says later is read as well, so that it never waits for a reader.
      if (said.length < 100) said.push(line);
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
}
