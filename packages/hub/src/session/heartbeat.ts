import type { Clock } from '../ports/clock.ts';
import type { Session } from './session.ts';

const SLICES = 25;

/**
 * Pings every connection once per interval and ends those silent for two. Connections are spread
 * over slices, so that ten thousand pings do not fall on one tick.
 */
export class Heartbeat {
  readonly #slices: Set<Session>[] = Array.from({ length: SLICES }, () => new Set());
  readonly #clock: Clock;
  readonly #interval: number;
  #turn = 0;
  #next = 0;
  #cancel: () => void;

  constructor(clock: Clock, interval: number) {
    this.#clock = clock;
    this.#interval = interval;
    this.#cancel = this.#schedule();
  }

  /** Answers the slice, which `remove` asks for. */
  add(session: Session): number {
    const slice = this.#next;
    this.#next = (this.#next + 1) % SLICES;
    this.#slices[slice]?.add(session);
    return slice;
  }

  remove(session: Session, slice: number): void {
    this.#slices[slice]?.delete(session);
  }

  stop(): void {
    this.#cancel();
  }

  #schedule(): () => void {
    return this.#clock.after(this.#interval / SLICES, () => {
      this.#beat();
      this.#cancel = this.#schedule();
    });
  }

  #beat(): void {
    const slice = this.#slices[this.#turn];
    this.#turn = (this.#turn + 1) % SLICES;
    if (slice === undefined) return;
    const silentSince = this.#clock.elapsed() - 2 * this.#interval;
    for (const session of slice) {
      const { dialect } = session;
      const ping = dialect.ping();
      // A dialect without pings, the server's own listening, owes no sign of life.
      if (ping === undefined) continue;
      if (session.owesAnswers && session.heardAt < silentSince) session.end('silent');
      else if (session.pings) session.wire.write(ping);
    }
  }
}
