/** Time and its alarms, so that tests can turn it. Milliseconds. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds since some moment of the past, never set back or forward: how long something took. */
  elapsed(): number;
  /** Runs `task` once after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
  /** Runs `task` soon, after what is going on now: the end of this tick. */
  soon(task: () => void): void;
}
