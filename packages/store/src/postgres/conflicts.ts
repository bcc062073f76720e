import { setTimeout as sleep } from 'node:timers/promises';
import { asUnavailable, isConflict } from './connect.ts';
import { TopicVanished } from './topic-rows.ts';

/** How often a transaction that lost a race is run again before its caller hears of it. */
const ATTEMPTS = 12;
/** Milliseconds after which it is not run again. */
const BUDGET = 10_000;
/** Milliseconds; the pause before another attempt is random, up to this times the attempts so far. */
const PAUSE = 10;

/** Runs a transaction, and again when it lost a race for locks. */
export async function retrying<T>(
  attempt: (number: number) => Promise<T>,
  random: () => number,
): Promise<T> {
  const began = performance.now();
  for (let number = 0; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      const lost = isConflict(error) || error instanceof TopicVanished;
      const over = number + 1 >= ATTEMPTS || performance.now() - began > BUDGET;
      if (!lost || over) throw asUnavailable(error, 'none');
      await sleep(random() * PAUSE * (number + 1));
    }
  }
}
