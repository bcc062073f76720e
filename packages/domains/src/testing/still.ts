import type { Clock } from '@parley/hub';
import { PasswordHasher } from '../identity/index.ts';

/** A clock that stands still until a test moves it. */
export class StillClock implements Pick<Clock, 'now'> {
  #now = Date.UTC(2026, 5, 1, 12);

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** Cheap enough for tests, and every bit as real. */
export const quickHasher: PasswordHasher = new PasswordHasher({ cost: { ln: 4, r: 8, p: 1 } });
