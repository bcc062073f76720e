import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { pinned } from './machine.mjs';

/** Servers that run now; whatever ends the driver ends them. */
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const probe = new URL('../probe.mjs', import.meta.url).pathname;

/**
 * A server under measurement: a process of its own on the server's core, with the probe inside
 * (unless it is no JavaScript). What it prints is kept for error messages, at most 16 KB.
 */
export class ServerProcess {
  #child;
  #output = '';
  #exited;

  /**
   * @param {object} options `command` and `args`; `env` added to ours; `listening`, a pattern whose
   *   first group is the port; `probed` false for a program that cannot load the probe
   */
  static async start({ command, args, env = {}, listening = /listening (\d+)/, probed = true }) {
    const server = new ServerProcess();
    const [program, ...rest] = pinned(0, [command, ...args]);
    server.#child = spawn(program, rest, {
      env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(probed ? ['ipc'] : [])],
    });
    running.add(server.#child);
    server.#exited = new Promise((resolve) => server.#child.once('exit', resolve));
    server.#exited.then(() => running.delete(server.#child));
    server.port = await server.#listening(listening);
    return server;
  }

  /** The arguments that put the probe into a Node server. */
  static nodeArguments(script, ...rest) {
    return ['--expose-gc', '--import', probe, script, ...rest];
  }

  /** The same for Bun. */
  static bunArguments(script) {
    return ['--preload', probe, script];
  }

  get pid() {
    return this.#child.pid;
  }

  #listening(pattern) {
    return new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`${why}\n${this.#output}`));
      const timer = setTimeout(() => fail('the server did not listen within 30 s'), 30_000);
      const read = (data) => {
        this.#output = (this.#output + data).slice(-16_384);
        const port = pattern.exec(this.#output)?.[1];
        if (port === undefined) return;
        clearTimeout(timer);
        resolve(Number(port));
      };
      this.#child.stdout.on('data', read);
      this.#child.stderr.on('data', read);
      this.#child.once('exit', (code) => fail(`the server ended with ${code}`));
      this.#child.once('error', reject);
    });
  }

  /** The last of what the server printed. */
  get output() {
    return this.#output;
  }

  /** Seconds of processor time so far, user and system, all threads (in steps of 10 ms). */
  cpu() {
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** A line of the kernel's summary of its memory, KB: `Pss`, `Pss_Anon`. */
  #memory(line) {
    const rollup = readFileSync(`/proc/${this.pid}/smaps_rollup`, 'utf8');
    return Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(rollup)[1]);
  }

  /** All of its memory, pages that it shares with others counted by its share. KB. */
  pss() {
    return this.#memory('Pss');
  }

  /**
   * Of that, what is not a file: heap, buffers, stacks. The share of the program's own pages moves
   * by megabytes whenever another process of the same program starts or ends anywhere on the machine.
   */
  pssAnonymous() {
    return this.#memory('Pss_Anon');
  }

  /** Asks the probe (`collect`, `watchDelay`, `readDelay`), or the program what it knows. */
  ask(ask, given = {}) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${ask}`)), 20_000);
      const hear = (message) => {
        if (message?.ask !== ask) return;
        clearTimeout(timer);
        this.#child.off('message', hear);
        resolve(message);
      };
      this.#child.on('message', hear);
      this.#child.send({ ...given, ask });
    });
  }

  /** Removes what it left behind; a server with a folder says how. */
  async discard() {}

  /** Ends it: SIGTERM, and SIGKILL when that took more than 5 s. */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await this.#exited;
    clearTimeout(timer);
  }
}
