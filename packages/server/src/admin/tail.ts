import { Readable } from 'node:stream';
import type { Clock } from '@parley/hub';
import type { TailedPublication } from './deps.ts';
import { adminLimits } from './limits.ts';

const { tailBytes, tailHeartbeat } = adminLimits;

/** A topic as lines of JSON, with an empty line at the start and now and then; ends with its reader. */
export class Tail extends Readable {
  readonly #clock: Clock;
  #cancelBeat: () => void = () => {};
  #stop: () => void = () => {};
  #ended = false;

  constructor(clock: Clock) {
    super({ highWaterMark: tailBytes.value, read: () => {} });
    this.#clock = clock;
    this.#beat();
  }

  /** The topic is heard from now on, until `stop`: the first empty line tells the reader. */
  open(stop: () => void): void {
    if (this.#ended) {
      stop();
      return;
    }
    this.#stop = stop;
    this.push('\n');
  }

  publication({ payload, ...rest }: TailedPublication): void {
    // The payload is JSON text already; it is put in as it is.
    this.#line(`${JSON.stringify(rest).slice(0, -1)},"payload":${payload}}`);
  }

  /** Ends the stream with a last line that says why. */
  finish(code: string): void {
    if (this.#ended) return;
    this.push(`${JSON.stringify({ error: { code } })}\n`);
    this.push(null);
    this.#cleanUp();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cleanUp();
    done(error);
  }

  #line(text: string): void {
    if (this.#ended) return;
    if (this.readableLength > tailBytes.value) this.finish('too_slow');
    else this.push(`${text}\n`);
  }

  #beat(): void {
    this.#cancelBeat = this.#clock.after(tailHeartbeat.value, () => {
      this.#line('');
      if (!this.#ended) this.#beat();
    });
  }

  #cleanUp(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelBeat();
    this.#stop();
  }
}
