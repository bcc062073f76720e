import { TopicPattern } from '../authorization/topic-pattern.ts';

/** Somebody began, or ceased, to be connected to a topic over this node. */
export interface Attendance {
  readonly topic: string;
  readonly memberId: number;
  readonly here: boolean;
  /**
   * Milliseconds since 1970: when their first connection here joined, or their last one went. It is told
   * of only when the grace time is over in which they might have come back.
   */
  readonly at: number;
}

/** Is told of comings and goings; it does not throw. */
export type Attend = (attendance: Attendance) => void;

/** Who hears of which topics' comings and goings. Each node tells of its own connections alone. */
export class Attendances {
  readonly #entries: { readonly pattern: TopicPattern; readonly attend: Attend }[] = [];

  add(pattern: string, attend: Attend): void {
    this.#entries.push({ pattern: new TopicPattern(pattern), attend });
  }

  /** Who hears of a topic; `undefined`: nobody. */
  of(topic: string): Attend | undefined {
    return this.#entries.find(({ pattern }) => pattern.match(topic) !== undefined)?.attend;
  }
}
