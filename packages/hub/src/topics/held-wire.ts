import type { Wire } from '../ports/wire.ts';

/** A wire whose frames wait for something that must go out before them. They count as queued. */
export class HeldWire implements Wire {
  readonly #wire: Wire;
  #frames: Uint8Array[] = [];
  #bytes = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  get queued(): number {
    return this.#wire.queued + this.#bytes;
  }

  write(bytes: Uint8Array): void {
    this.#frames.push(bytes);
    this.#bytes += bytes.length;
  }

  close(code: number, reason: string): void {
    this.#wire.close(code, reason);
  }

  /** Sends what was kept. */
  release(): void {
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    for (const frame of frames) this.#wire.write(frame);
  }
}
