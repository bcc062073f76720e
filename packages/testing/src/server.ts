import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../server/dist/cli/main.js', import.meta.url));

/** Milliseconds that a server may take to be ready, and to end. */
const PATIENCE = 20_000;
/** Characters of output that are kept; the oldest go first. */
const OUTPUT = 1_000_000;

/** How a test wants its server. */
export interface ServerOptions {
  /** Settings, as in the documentation. Nothing of the test's own environment but the path is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** A data folder that outlives the server. Absent: a temporary one, removed by `stop`. */
  readonly folder?: string;
  /** Flags of `parley serve`. */
  readonly args?: readonly string[];
  /** The program; absent: `parley serve` as it was built. */
  readonly program?: string;
}

/** A real server in a process of its own. */
export class TestServer {
  readonly folder: string;
  readonly appToken: string;
  readonly #options: ServerOptions;
  readonly #onExit: () => void = () => this.#abandon();
  #child: ChildProcess | undefined;
  #output = '';
  #url = '';

  constructor(options: ServerOptions) {
    this.#options = options;
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'parley-server-'));
    this.appToken = options.env?.['PARLEY_APP_TOKEN'] ?? randomBytes(18).toString('base64url');
    process.on('exit', this.#onExit);
  }

  /** Where it listens: `http://127.0.0.1:<port>`, the same after a restart. */
  get url(): string {
    return this.#url;
  }

  get pid(): number {
    return this.#child?.pid ?? -1;
  }

  /** What it has printed since it was first started. */
  output(): string {
    return this.#output;
  }

  /** Starts it and waits until it is ready. Throws with its output when it ends or takes too long. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const before = this.#output.length;
    const child = this.#spawn(env);
    this.#child = child;
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
        await this.kill();
        throw new Error(`The server did not become ready:\n${this.#output.slice(before)}`);
      }
      const url = /^Parley listens on (\S+)$/m.exec(this.#output.slice(before))?.[1];
      if (url !== undefined && (await isReady(url))) {
        this.#url = url;
        return;
      }
      await wait(20);
    }
  }

  /** Ends it as an operator would, and removes its temporary folder. Answers the exit code. */
  async stop(): Promise<number | null> {
    const code = await this.#end('SIGTERM');
    process.off('exit', this.#onExit);
    this.#removeFolder();
    return code;
  }

  /** Ends it without warning, as the system would (SIGKILL). `restart` brings it back. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it, if it still runs, and starts it again on the same port with the same data. */
  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.#end('SIGTERM');
    await this.start({ PORT: new URL(this.#url).port, ...env });
  }

  #spawn(env: Readonly<Record<string, string>>): ChildProcess {
    const script = this.#options.program ?? program;
    const child = spawn(process.execPath, [script, 'serve', ...(this.#options.args ?? [])], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        PARLEY_DATA_DIR: this.folder,
        PARLEY_APP_TOKEN: this.appToken,
        ...this.#options.env,
        ...env,
      },
    });
    const keep = (data: Buffer): void => {
      this.#output = (this.#output + data.toString()).slice(-OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    return child;
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      await ended;
      clearTimeout(timer);
    }
    return child.exitCode;
  }

  /** The test itself is ending: nothing may stay behind. */
  #abandon(): void {
    this.#child?.kill('SIGKILL');
    this.#removeFolder();
  }

  #removeFolder(): void {
    if (this.#options.folder === undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Starts the built server on a free port of this machine and waits until it is ready.
 *
 * @example
 * const server = await startParley();
 * // … server.url …
 * await server.stop();
 */
export async function startParley(options: ServerOptions = {}): Promise<TestServer> {
  const server = new TestServer(options);
  try {
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
