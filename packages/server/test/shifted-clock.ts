import type { Clock } from '@parley/hub';
import { systemClock } from '../src/clock.ts';

/** The real clock, whose time a test puts forward; timers run as they do. */
export class ShiftedClock implements Clock {
  #shift = 0;

  now(): number {
    return systemClock.now() + this.#shift;
  }

  elapsed(): number {
    return systemClock.elapsed();
  }

  after(ms: number, task: () => void): () => void {
    return systemClock.after(ms, task);
  }

  soon(task: () => void): void {
    systemClock.soon(task);
  }

  /** Puts the time forward to this moment, in milliseconds since 1970. */
  to(moment: number): void {
    this.#shift += moment - this.now();
  }
}
