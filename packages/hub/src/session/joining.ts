import type { Grants } from '../authorization/grants.ts';
import type { Present } from '../presence/entry.ts';
import type { Position, Profile, StoredPublication } from '../publication.ts';
import type { Gap } from '../topics/replay.ts';
import type { Session } from './session.ts';

/** A subscribe succeeded. */
export interface Confirmation {
  /** Where live messages begin, once the pages are through. */
  readonly position: Position;
  readonly recovered: boolean;
  readonly gap: Gap | undefined;
  readonly grants: Grants;
}

/** A page of the roster. `after`: there is more behind this member. */
export interface RosterView {
  readonly count: number;
  readonly members: readonly Present[];
  readonly after: number | undefined;
}

/** Who wrote messages of a page, with the connections they wrote from. */
export interface AuthorView {
  readonly profile: Profile;
  readonly cids: readonly string[];
}

/** A page of stored messages, ascending. */
export interface PageView {
  readonly epoch: string;
  readonly messages: readonly StoredPublication[];
  readonly authors: readonly AuthorView[];
  /** More lies before the first. */
  readonly older: boolean;
  /** With `after`: where the page that follows begins; absent at the end. */
  readonly next: number | undefined;
}

/** Hears a subscribe's outcome: all of it in one tick, in this order. */
export interface JoinSink {
  confirmed(confirmation: Confirmation): void;
  roster(view: RosterView): void;
  /** Called once per page; at least once; `last` on the final one. */
  page(view: PageView, last: boolean): void;
}

/** Groups the authors of messages. */
export function authorsOf(
  messages: readonly StoredPublication[],
  profileOf: (memberId: number) => Profile | null | undefined,
): AuthorView[] {
  const authors = new Map<number, { profile: Profile; cids: Set<string> }>();
  for (const { memberId, sender } of messages) {
    if (memberId === null) continue;
    let author = authors.get(memberId);
    if (author === undefined) {
      const profile = profileOf(memberId);
      if (profile === null || profile === undefined) continue;
      author = { profile, cids: new Set() };
      authors.set(memberId, author);
    }
    author.cids.add(sender);
  }
  return [...authors.values()].map(({ profile, cids }) => ({ profile, cids: [...cids] }));
}

/** Stored messages in the shape of the listener's language; those it is not told are left out. */
export function toldMessages(
  { hub: { shapes }, dialect }: Pick<Session, 'hub' | 'dialect'>,
  messages: readonly StoredPublication[],
): StoredPublication[] {
  const shown: StoredPublication[] = [];
  for (const message of messages) {
    const told = shapes.tell(dialect.language, message);
    if (told !== undefined) shown.push(told);
  }
  return shown;
}
