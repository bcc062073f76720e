import type { Typing } from '@parley/domains/chat/schema';

/** Somebody counts as typing this long after their last sign, ms. */
export const TYPING_FOR = 6_000;
/** Most who are followed; in a crowd nobody reads more names. */
const MOST = 50;

/** Who types now: each for a while after their last sign, or until what they wrote is there. */
export class WhoTypes {
  readonly #changed: () => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #typing = new Map<string, Typing>();
  list: readonly Typing[] = [];

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  sign(typing: Typing): void {
    const key = keyOf(typing.community_member_id, typing.parent_message_id);
    if (!this.#typing.has(key) && this.#typing.size >= MOST) return;
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => this.#drop(key), TYPING_FOR),
    );
    if (this.#typing.has(key)) return;
    this.#typing.set(key, typing);
    this.#tell();
  }

  /** What a member wrote is there. */
  wrote(memberId: number, parentMessageId: number | null): void {
    this.#drop(keyOf(memberId, parentMessageId));
  }

  /** Members have left, by stable id. */
  left(scids: readonly string[]): void {
    for (const [key, { community_member_id }] of Array.from(this.#typing)) {
      if (scids.includes(`m${community_member_id}`)) this.#drop(key);
    }
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#typing.clear();
    this.list = [];
  }

  #drop(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (this.#typing.delete(key)) this.#tell();
  }

  #tell(): void {
    this.list = [...this.#typing.values()];
    this.#changed();
  }
}

function keyOf(memberId: number, parentMessageId: number | null): string {
  return `${memberId} ${parentMessageId ?? ''}`;
}
