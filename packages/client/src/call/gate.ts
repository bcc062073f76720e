import type { Clock } from '../clock.ts';
import { ParleyError } from '../error.ts';

/** Whether the topic is joined, and those who wait for it. */
export class Gate {
  readonly #clock: Clock;
  readonly #waiting = new Set<(error?: ParleyError) => void>();
  #open = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  open(): void {
    this.#open = true;
    for (const done of this.#waiting) done();
  }

  shut(): void {
    this.#open = false;
  }

  /** Turns away those who wait. */
  refuse(error: ParleyError): void {
    for (const done of this.#waiting) done(error);
  }

  /** Rejects with what it is refused with, or with `not_connected` after so long, ms. */
  async pass(most: number): Promise<void> {
    if (this.#open) return;
    await new Promise<void>((resolve, reject) => {
      const done = (failure?: ParleyError): void => {
        this.#waiting.delete(done);
        cancel();
        if (failure === undefined) resolve();
        else reject(failure);
      };
      const cancel = this.#clock.after(most, () => done(new ParleyError('not_connected')));
      this.#waiting.add(done);
    });
  }
}
