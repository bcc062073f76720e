import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import { TurnClient } from './turn-client.ts';

/** As it is started in production. */
const production = fileURLToPath(new URL('../../../deploy/coturn/start.sh', import.meta.url));

/** Ports that it relays at; a call of two who both relay takes four. */
const RELAY_PORTS = 200;
/** Below the ports that systems give to outgoing connections. */
const FIRST = 20_000;
const COUNT = 12_000;
/** Characters of output that are kept; the oldest go first. */
const OUTPUT = 200_000;

/** A real Coturn of the test's own, on the loopback. */
export interface TestCoturn {
  /** For `RTCPeerConnection`: over UDP, and over TCP. */
  readonly urls: readonly string[];
  /** What credentials are made with. */
  readonly secret: string;
  /** The settings that make a Parley use it. */
  readonly env: { readonly PARLEY_TURN_URLS: string; readonly PARLEY_TURN_SECRET: string };
  /** What it has printed: who asked for what, and whom it let in. */
  output(): string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** How to start it. */
export interface CoturnOptions {
  /** Absent: made. */
  readonly secret?: string;
  /** Absent: any free one. */
  readonly port?: number;
  /** As `deploy/coturn` starts it, which relays to no private address and no loopback. */
  readonly production?: boolean;
}

/**
 * Starts a Coturn on a free port of the loopback and waits until it answers. It ends with this
 * process. It relays to loopback addresses, which is for tests and development only.
 * @throws Error that says what to install when no Coturn is found.
 */
export async function startCoturn(options: CoturnOptions = {}): Promise<TestCoturn> {
  const secret = options.secret ?? randomBytes(32).toString('base64url');
  const folder = mkdtempSync(join(tmpdir(), 'parley-coturn-'));
  const port = options.port ?? (await freePort());
  const first = FIRST + Math.floor(Math.random() * (COUNT - RELAY_PORTS));
  const here = [
    'listening-ip=127.0.0.1',
    'relay-ip=127.0.0.1',
    `listening-port=${port}`,
    `min-port=${first}`,
    `max-port=${first + RELAY_PORTS}`,
    `userdb=${join(folder, 'turndb')}`,
    'log-file=stdout',
    'simple-log',
  ];
  // The secret is in a file, since arguments show in `ps`.
  const file = join(folder, 'turnserver.conf');
  const test = [
    'use-auth-secret',
    `static-auth-secret=${secret}`,
    'realm=parley.test',
    'no-tls',
    'no-dtls',
    'no-cli',
    'no-rfc5780',
    'allow-loopback-peers',
    'pidfile=',
    'verbose',
  ];
  writeFileSync(file, [...here, ...test, ''].join('\n'), { mode: 0o600 });
  const [program, args] = options.production
    ? [production, here.map((line) => `--${line}`)]
    : ['turnserver', ['-c', file]];
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      TMPDIR: folder,
      PARLEY_TURN_SECRET: secret,
      TURN_REALM: 'parley.test',
    },
  });
  let output = '';
  const keep = (data: Buffer): void => {
    output = (output + data.toString()).slice(-OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const abandon = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    process.off('exit', abandon);
    rmSync(folder, { recursive: true, force: true });
  };
  const urls = ['udp', 'tcp'].map((transport) => `turn:127.0.0.1:${port}?transport=${transport}`);
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', () =>
      reject(new Error('No Coturn found: apt-get install coturn (or put turnserver on PATH).')),
    );
    child.once('exit', () => reject(new Error(`Coturn did not start:\n${output}`)));
  });
  // Later ends are as wanted.
  failed.catch(() => undefined);
  try {
    await Promise.race([untilItAnswers(urls[0] ?? ''), failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  const env = { PARLEY_TURN_URLS: urls.join(','), PARLEY_TURN_SECRET: secret };
  return { urls, secret, env, output: () => output, stop };
}

async function untilItAnswers(url: string): Promise<void> {
  const client = await TurnClient.open(url);
  try {
    await client.bind();
  } finally {
    client.close();
  }
}
