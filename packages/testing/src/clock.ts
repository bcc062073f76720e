import type { Clock } from '@parley/hub';

interface Alarm {
  readonly at: number;
  readonly task: () => void;
}

/**
 * A clock that stands still until a test turns it. Alarms run in the order of their times, those of
 * one time in the order they were set; `soon` tasks run before the next alarm, as at the end of a tick.
 */
export class FakeClock implements Clock {
  readonly #start: number;
  #now: number;
  /** By how much the time of day was set. */
  #set = 0;
  readonly #alarms = new Set<Alarm>();
  #soon: (() => void)[] = [];

  /** @param now Where it starts, in milliseconds since 1970. */
  constructor(now: number = Date.UTC(2026, 0, 1)) {
    this.#start = now;
    this.#now = now;
  }

  now(): number {
    return this.#now + this.#set;
  }

  elapsed(): number {
    return this.#now - this.#start;
  }

  /** Sets the time of day, as who administers a machine does: forward, or (negative) back. No time passes. */
  set(ms: number): void {
    this.#set += ms;
  }

  after(ms: number, task: () => void): () => void {
    const alarm: Alarm = { at: this.#now + Math.max(0, ms), task };
    this.#alarms.add(alarm);
    return () => {
      this.#alarms.delete(alarm);
    };
  }

  soon(task: () => void): void {
    this.#soon.push(task);
  }

  /** How many alarms are set and not yet run or cancelled: 0 when nothing leaks. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** Ends the tick: runs the `soon` tasks, and those they ask for. */
  flush(): void {
    while (this.#soon.length > 0) {
      const tasks = this.#soon;
      this.#soon = [];
      for (const task of tasks) task();
    }
  }

  /**
   * Lets `ms` milliseconds pass, running every alarm that falls due on its own time, also those set
   * on the way. Promises do not settle in between; `advanceAsync` lets them.
   */
  advance(ms: number): void {
    const until = this.#now + ms;
    this.flush();
    for (let next = this.#due(until); next !== undefined; next = this.#due(until)) {
      this.#ring(next);
      this.flush();
    }
    this.#now = until;
  }

  /** Like `advance`, and lets promises settle before, between and after the alarms. */
  async advanceAsync(ms: number): Promise<void> {
    const until = this.#now + ms;
    await this.settle();
    for (let next = this.#due(until); next !== undefined; next = this.#due(until)) {
      this.#ring(next);
      await this.settle();
    }
    this.#now = until;
  }

  /** Lets what is going on now come to rest without time passing: promises and `soon` tasks. */
  async settle(): Promise<void> {
    // A chain of awaits needs one turn each; `setImmediate` comes after all microtasks are done.
    do {
      this.flush();
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    } while (this.#soon.length > 0);
  }

  #due(until: number): Alarm | undefined {
    let first: Alarm | undefined;
    // A Set keeps the order of insertion, so the earliest set wins among equals.
    for (const alarm of this.#alarms) {
      if (alarm.at <= until && (first === undefined || alarm.at < first.at)) first = alarm;
    }
    return first;
  }

  #ring(alarm: Alarm): void {
    this.#alarms.delete(alarm);
    this.#now = Math.max(this.#now, alarm.at);
    alarm.task();
  }
}
