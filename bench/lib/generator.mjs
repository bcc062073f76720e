import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { compiled, pinned } from './machine.mjs';

let files = 0;

/** The load generator (`loadgen.c`) on the core that the server does not have. */
export class Generator {
  #child;
  #waiting = [];
  #total = 0;

  /** @param {number} port of the server @param {readonly string[][]} rules as `loadgen.c` tells */
  constructor(port, rules) {
    const [program, ...args] = pinned(1, [compiled('loadgen'), String(port)]);
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#waiting.shift()?.resolve(JSON.parse(line));
    });
    this.#child.once('exit', (code) => {
      for (const each of this.#waiting.splice(0))
        each.reject(new Error(`loadgen ended with ${code}`));
    });
    this.#child.stdin.on('error', () => {});
    for (const [kind, prefix, text] of rules) this.rule(kind, prefix, text);
  }

  /** What is done with frames that begin so, from now on. */
  rule(kind, prefix, text = '') {
    this.#child.stdin.write(`rule\t${kind}\t${prefix}\t${text}\n`);
  }

  async #run(line) {
    const result = await new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${line}\n`);
    });
    if (result.stalled || result.errors || result.dropped || result.failed) {
      throw new Error(`the load did not go through: ${JSON.stringify(result)}`);
    }
    return result;
  }

  /**
   * Opens connections, at most `width` at a time, and waits until each is subscribed. `who` is what rules
   * call `%A`.
   */
  async connect(connections, { width = 64 } = {}) {
    const file = join(tmpdir(), `parley-bench-${process.pid}-${(files += 1)}`);
    const line = ({ path, topic, who }) => `${[path, topic, ...(who ? [who] : [])].join('\t')}\n`;
    await writeFile(file, connections.map(line).join(''));
    try {
      const result = await this.#run(`connect ${width} ${file}`);
      this.#total += connections.length;
      if (result.connections !== this.#total)
        throw new Error(`connected: ${JSON.stringify(result)}`);
      return result;
    } finally {
      await rm(file);
    }
  }

  /** Bursts of `burst` frames, `gap` ms after the copies of the last came back, for `ms`. */
  publish({ burst, gap, ms, text }) {
    return this.#run(`publish ${burst} ${gap} ${ms} ${text}`);
  }

  /** Keeps `depth` requests of every connection unanswered, for `ms`. */
  stored({ depth, ms, text }) {
    return this.#run(`stored ${depth} ${ms} ${text}`);
  }

  /** The first connection publishes at that rate, whatever comes back, for `ms`. */
  pace({ rate, ms, text }) {
    return this.#run(`pace ${rate} ${ms} ${text}`);
  }

  /** Takes the latency of what others publish, for `ms`. */
  listen({ ms }) {
    return this.#run(`listen ${ms}`);
  }

  /**
   * Takes the latency of what is published while `drive` runs, and what comes of it within `tail` ms
   * after; with `copies`, of the last copy of each. Answers both results.
   */
  async hear({ copies = 0, tail = 1500 }, drive) {
    const listening = this.#run(`listen 600000 ${copies}`);
    const driven = await drive().finally(() => this.#child.stdin.write(`enough ${tail}\n`));
    return [await listening, driven];
  }

  /** Cuts all connections. */
  drop() {
    return this.#run('drop');
  }

  /** All that were cut come back, with the waits of the SDK, until they are ready; at most `ms`. */
  storm({ ms }) {
    return this.#run(`storm ${ms}`);
  }

  /** Ends it and its connections. */
  async stop() {
    if (this.#child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin.end();
    await exited;
  }
}
