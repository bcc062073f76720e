/** Somebody who can be mentioned. */
export interface Mentionable {
  readonly id: number;
  readonly name: string;
  readonly color: string;
}

/** A mention being typed. */
export interface Suggesting {
  /** What follows the `@`. */
  readonly query: string;
  readonly choose: (person: Mentionable) => void;
}

/** Most who are offered at once. */
export const OFFERED = 8;

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
}

/** Those whose name, or a word of it, begins with what was typed; accents do not matter. */
export function matching(people: readonly Mentionable[], query: string): Mentionable[] {
  const wanted = plain(query);
  const rank = ({ name }: Mentionable): number => {
    const own = plain(name);
    if (own.startsWith(wanted)) return 0;
    return own.split(/\s+/u).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return people
    .map((person) => ({ person, rank: rank(person) }))
    .filter(({ rank }) => rank < 2)
    .sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name))
    .map(({ person }) => person)
    .slice(0, OFFERED);
}
