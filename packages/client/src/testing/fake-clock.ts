import type { Clock } from '../clock.ts';

interface Alarm {
  readonly at: number;
  readonly task: () => void;
}

/** A clock that stands still until a test turns it; it runs no machine timer, in a browser's DOM either. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const alarm: Alarm = { at: this.#now + ms, task };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  /** Alarms set and not yet run: 0 when nothing leaks. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** Lets `ms` pass, every alarm on its own time, and everything come to rest in between. */
  async advanceAsync(ms: number): Promise<void> {
    const until = this.#now + ms;
    await this.settle();
    for (let due = this.#due(until); due !== undefined; due = this.#due(until)) {
      this.#alarms.delete(due);
      this.#now = due.at;
      due.task();
      await this.settle();
    }
    this.#now = until;
  }

  /** Lets promises come to rest without time passing. */
  settle(): Promise<void> {
    // `setImmediate` comes after all microtasks are done.
    return new Promise((resolve) => void setImmediate(resolve));
  }

  #due(until: number): Alarm | undefined {
    const due = [...this.#alarms].filter((alarm) => alarm.at <= until);
    return due.sort((a, b) => a.at - b.at)[0];
  }
}
