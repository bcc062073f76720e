import type { Clock } from '../clock.ts';
import type { CallLimits } from './limits.ts';
import type { Person } from './people.ts';
import { levelsOf, statisticsOf, type CallStatistics } from './statistics.ts';

/** Above this, 0 to 1, somebody speaks; below, it is the room. */
const SPEAKING = 0.01;

/** What watching loudness needs from around it. */
export interface LoudnessOptions {
  readonly clock: Clock;
  readonly limits: CallLimits;
  readonly people: () => Iterable<Person>;
  /** Somebody began or ceased to speak. */
  readonly changed: () => void;
}

/** Looks, now and then, who speaks: by the statistics of the connections, which need no sound card. */
export class Loudness {
  readonly #options: LoudnessOptions;
  #cancel: () => void = () => {};
  #running = false;
  #selfUntil = 0;
  #self = false;

  constructor(options: LoudnessOptions) {
    this.#options = options;
  }

  /** Whether one speaks oneself. Heard only while there is somebody to hear it. */
  get self(): boolean {
    return this.#self;
  }

  start(): void {
    const { clock, limits } = this.#options;
    this.#running = true;
    this.#cancel();
    this.#cancel = clock.after(limits.levelEvery, () => void this.#next());
  }

  stop(): void {
    this.#running = false;
    this.#cancel();
    this.#self = false;
  }

  /** The next look is set only when this one is over: a slow machine looks less often. */
  async #next(): Promise<void> {
    await this.#look();
    if (this.#running) this.start();
  }

  async #look(): Promise<void> {
    const { clock, limits, people, changed } = this.#options;
    const now = clock.now();
    let isChanged = false;
    for (const person of people()) {
      if (person.peer?.state !== 'connected') continue;
      try {
        const { local, remote } = levelsOf(await reportOf(person), person.peer.sounds);
        if (remote >= SPEAKING) person.speakingUntil = now + limits.speakingFor;
        if (local >= SPEAKING) this.#selfUntil = now + limits.speakingFor;
      } catch {
        // Closed meanwhile.
      }
    }
    for (const person of people()) {
      const speaks = person.media.audio && person.speakingUntil > now;
      isChanged ||= speaks !== person.speaking;
      person.speaking = speaks;
    }
    const speaks = this.#selfUntil > now;
    isChanged ||= speaks !== this.#self;
    this.#self = speaks;
    if (isChanged) changed();
  }
}

/** How the connection to somebody does; `undefined`: there is none. */
export async function readStatistics(
  person: Person,
  now: number,
): Promise<CallStatistics | undefined> {
  if (person.peer === undefined) return undefined;
  const { statistics, counters } = statisticsOf(await reportOf(person), now, person.counters);
  person.counters = counters;
  return statistics;
}

/** The connection's statistics as pairs. */
async function reportOf(person: Person): Promise<(readonly [string, unknown])[]> {
  const rows: (readonly [string, unknown])[] = [];
  const report = await person.peer?.connection.getStats();
  report?.forEach((row: unknown, id: string) => rows.push([id, row]));
  return rows;
}
