import type { Bus, BusMessage } from './ports/bus.ts';
import { SHARDS } from './topics/topics.ts';

/** The shard of the lines, beside those of the topics. */
const LINE_SHARD = SHARDS;

/** A line between the nodes for what is no topic: quick, in no promised order, and it may be lost. */
export interface Line {
  /** Tells every other node that has the line open; `to`: that one alone. */
  publish(text: string, to?: string): void;
  close(): void;
}

/** What comes over a line, with the name of the node that said it. */
export type LineListener = (text: string, from: string) => void;

/** The lines of one node, by name. */
export class Lines {
  readonly #bus: Bus;
  readonly #listeners = new Map<string, LineListener>();

  readonly #stop: () => void;

  constructor(bus: Bus) {
    this.#bus = bus;
    this.#stop = bus.onMessage((message) => {
      if (message.kind === 'line') this.#hear(message);
    });
  }

  stop(): void {
    this.#stop();
  }

  /**
   * Opens a line. Resolves when what others say from now on is heard. Throws when it is open.
   * `onReset` hears when the bus is back: anything may have been missed.
   */
  async open(name: string, listener: LineListener, onReset?: () => void): Promise<Line> {
    if (this.#listeners.has(name)) throw new TypeError(`The line ${name} is open already.`);
    this.#listeners.set(name, listener);
    const offReset = onReset === undefined ? () => {} : this.#bus.onReset(onReset);
    const line: Line = {
      publish: (text, to) => {
        const { node } = this.#bus;
        this.#bus.publish(LINE_SHARD, {
          kind: 'line',
          line: name,
          from: node,
          to: to ?? null,
          text,
        });
      },
      close: () => {
        if (!this.#listeners.delete(name)) return;
        offReset();
        if (this.#listeners.size === 0) this.#bus.leave(LINE_SHARD);
      },
    };
    await this.#bus.join(LINE_SHARD);
    return line;
  }

  #hear({ line, from, to, text }: Extract<BusMessage, { kind: 'line' }>): void {
    if (to === null || to === this.#bus.node) this.#listeners.get(line)?.(text, from);
  }
}
