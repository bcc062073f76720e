import type { Roster } from '../presence/roster.ts';
import type { Profile, Publication } from '../publication.ts';
import type { Shapes } from '../shapes.ts';
import type { Addressed } from './fan-out.ts';
import type { ProfileCache } from './profile-cache.ts';

/** What a topic's publications are put into words with. */
export interface VoiceOptions {
  readonly shapes: Shapes;
  readonly profiles: Pick<ProfileCache, 'known'>;
  readonly roster: () => Roster;
}

/** A topic's publications in the words of each kind of listener. */
export class Voice {
  readonly #options: VoiceOptions;

  constructor(options: VoiceOptions) {
    this.#options = options;
  }

  /** The frame; `undefined`: nothing that this kind of listener is told. */
  frame(
    publication: Publication,
    { dialect, address, presence }: Addressed,
    prev: number | undefined,
  ): Uint8Array | undefined {
    const told = this.#options.shapes.tell(dialect.language, publication);
    return (
      told &&
      dialect.publication(told, { address, prev, author: this.#authorOf(publication, presence) })
    );
  }

  /** The author, where the listener's roster does not tell them. */
  #authorOf({ memberId, sender }: Publication, hasRoster: boolean): Profile | undefined {
    if (memberId === null) return undefined;
    const roster = this.#options.roster();
    if (hasRoster && !roster.large && roster.has(memberId, sender)) return undefined;
    return this.#options.profiles.known(memberId) ?? undefined;
  }
}
