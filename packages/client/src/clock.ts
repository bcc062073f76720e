/** Time and its alarms, in milliseconds, so that tests can turn them. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Runs `task` once after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
}

/** The longest that timers can wait; asked for more they do not wait at all, ms. */
const LONGEST = 2 ** 31 - 1;

/** The clock of the machine. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, task) {
      const timer = setTimeout(task, Math.min(ms, LONGEST));
      return () => clearTimeout(timer);
    },
  };
}
