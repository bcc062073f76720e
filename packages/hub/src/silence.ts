import type { Hub } from './hub.ts';
import type { SilenceCheck } from './ports/topic-log.ts';
import { isMemberTopic } from './member-topic.ts';

/**
 * Looks for what the bus did not bring: one query per interval tells which topics were written to.
 * Those open here catch up; members' internal topics are read, so that a revocation takes effect
 * though the bus be down. When the look itself fails for too long, rights may be stale.
 */
export class Silence {
  readonly #hub: Hub;
  readonly #check: SilenceCheck;
  readonly #report: (where: string, error: unknown) => void;
  /** What was told and not yet looked after: kept when that fails. */
  readonly #pending = new Map<string, { readonly epoch: string; readonly head: number }>();
  /** What the last look was told, by topic. */
  #told = new Map<string, string>();
  #lastLook: number;
  #stopped = false;
  #cancel: () => void = () => {};

  constructor(hub: Hub, check: SilenceCheck, report: (where: string, error: unknown) => void) {
    this.#hub = hub;
    this.#check = check;
    this.#report = report;
    this.#lastLook = hub.clock.elapsed();
    this.#schedule();
  }

  /** Whether the log was not seen for so long that rights may have changed unheard. */
  get stale(): boolean {
    return this.#hub.clock.elapsed() - this.#lastLook > this.#hub.limits.staleRights;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #schedule(): void {
    this.#cancel = this.#hub.clock.after(this.#hub.limits.checkInterval, () => {
      void this.#look().then(() => {
        // A look that was under way at the end is the last one.
        if (!this.#stopped) this.#schedule();
      });
    });
  }

  async #look(): Promise<void> {
    const { clock, topics } = this.#hub;
    const at = clock.elapsed();
    try {
      this.#note(await this.#check.changed());
      for (const [topic, { epoch, head }] of this.#pending) {
        if (isMemberTopic(topic)) await this.#hub.members.catchUp(topic, head);
        else await topics.get(topic)?.feed.reach(epoch, head);
        this.#pending.delete(topic);
      }
    } catch (error) {
      this.#report('silence check', error);
      return;
    }
    const wasStale = this.stale;
    this.#lastLook = at;
    if (wasStale) for (const topic of topics.all()) topic.feed.proceed();
  }

  /** The check tells of a change once, or again and again while a long transaction runs elsewhere. */
  #note(changed: Awaited<ReturnType<SilenceCheck['changed']>>): void {
    const told = new Map<string, string>();
    for (const { topic, epoch, head } of changed) {
      const mark = `${epoch}:${head}`;
      told.set(topic, mark);
      if (this.#told.get(topic) !== mark) this.#pending.set(topic, { epoch, head });
    }
    this.#told = told;
  }
}
