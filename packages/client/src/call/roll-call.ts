import type { Clock } from '../clock.ts';
import type { CallLimits } from './limits.ts';

/** What a roll call needs from around it. */
export interface RollCallOptions {
  readonly clock: Clock;
  readonly limits: CallLimits;
  /** Asks everybody in the call to say so; `false`: there is no need to now. */
  readonly ask: () => boolean;
  /** Those who have not said so since then are not in it. */
  readonly absent: (since: number) => void;
}

/** Asks now and then who is in the call: a tab that crashed says nothing when it goes. */
export class RollCall {
  readonly #options: RollCallOptions;
  #cancelNext: () => void = () => {};
  #cancelEnd: () => void = () => {};

  constructor(options: RollCallOptions) {
    this.#options = options;
  }

  /** It was asked just now. */
  asked(): void {
    const { clock, limits, absent } = this.#options;
    const at = clock.now();
    this.stop();
    this.#cancelEnd = clock.after(limits.lineWait, () => absent(at));
    this.#later();
  }

  stop(): void {
    this.#cancelEnd();
    this.#cancelNext();
  }

  #later(): void {
    const { clock, limits, ask } = this.#options;
    this.#cancelNext = clock.after(limits.lookEvery, () => {
      if (ask()) this.asked();
      else this.#later();
    });
  }
}
