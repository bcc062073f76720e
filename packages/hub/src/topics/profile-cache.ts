import type { Profiles } from '../ports/profiles.ts';
import type { Profile } from '../publication.ts';

/** Profiles of members lately seen, bounded; the oldest go first. */
export class ProfileCache {
  readonly #profiles: Profiles;
  readonly #most: number;
  readonly #known = new Map<number, Profile | null>();

  constructor(profiles: Profiles, most = 10_000) {
    this.#profiles = profiles;
    this.#most = most;
  }

  /** The profile; `null`: there is no such member; `undefined`: not looked up yet. */
  known(memberId: number): Profile | null | undefined {
    return this.#known.get(memberId);
  }

  /** Takes over what is known anyway, from a principal that connects. */
  learn(profile: Profile): void {
    this.#put(profile.memberId, profile);
  }

  /** Gives up on a lookup that failed, so that messages flow without the name. */
  learnNobody(memberId: number): void {
    this.#put(memberId, null);
  }

  /** Forgets a member, whose name may have changed. */
  forget(memberId: number): void {
    this.#known.delete(memberId);
  }

  /** Looks up those not known. After it `known` answers for each; a failed lookup rejects. */
  async load(memberIds: Iterable<number>): Promise<void> {
    const missing = [...new Set(memberIds)].filter((id) => !this.#known.has(id));
    if (missing.length === 0) return;
    const found = await this.#profiles.find(missing);
    for (const id of missing) this.#put(id, null);
    for (const profile of found) this.#put(profile.memberId, profile);
  }

  #put(memberId: number, profile: Profile | null): void {
    this.#known.delete(memberId);
    this.#known.set(memberId, profile);
    if (this.#known.size <= this.#most) return;
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }
}
