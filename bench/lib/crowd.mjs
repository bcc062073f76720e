import { spawn } from 'node:child_process';

import { pinned } from './machine.mjs';

const script = new URL('../clients/crowd.mjs', import.meta.url).pathname;

/** Processes of clients that run now; whatever ends the driver ends them. */
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process full of clients (`clients/crowd.mjs`), on the core that the server does not have. */
export class Crowd {
  #child;
  #waiting = new Map();
  #next = 0;

  constructor() {
    const [program, ...args] = pinned(1, [process.execPath, script]);
    this.#child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production' },
    });
    running.add(this.#child);
    this.#child.on('message', ({ id, answer, error }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) resolve(answer);
      else reject(new Error(error));
    });
    this.#child.once('exit', (code) => {
      running.delete(this.#child);
      for (const { reject } of this.#waiting.values())
        reject(new Error(`the clients ended with ${code}`));
    });
  }

  /** Sends a command of `clients/crowd.mjs`; resolves with its answer, within 120 s. */
  ask(command, given = {}) {
    this.#next += 1;
    const id = this.#next;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${command}`)), 120_000);
      this.#waiting.set(id, {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.#child.send({ id, command, ...given });
    });
  }

  async stop() {
    if (this.#child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await exited;
  }
}
