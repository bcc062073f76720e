import type { Session } from './session.ts';

/** The connections of this node, by id and by member. */
export class Sessions {
  readonly #byId = new Map<string, Session>();
  /** One session as it is, several as a set: most members have one. */
  readonly #byMember = new Map<number, Session | Set<Session>>();

  get size(): number {
    return this.#byId.size;
  }

  get(connectionId: string): Session | undefined {
    return this.#byId.get(connectionId);
  }

  all(): Iterable<Session> {
    return this.#byId.values();
  }

  of(memberId: number): readonly Session[] {
    const held = this.#byMember.get(memberId);
    if (held === undefined) return [];
    return held instanceof Set ? [...held] : [held];
  }

  add(session: Session): void {
    this.#byId.set(session.connectionId, session);
    const { memberId } = session.principal;
    const held = this.#byMember.get(memberId);
    if (held === undefined) this.#byMember.set(memberId, session);
    else if (held instanceof Set) held.add(session);
    else this.#byMember.set(memberId, new Set([held, session]));
  }

  remove(session: Session): void {
    this.#byId.delete(session.connectionId);
    const { memberId } = session.principal;
    const held = this.#byMember.get(memberId);
    if (held === session) this.#byMember.delete(memberId);
    if (!(held instanceof Set)) return;
    held.delete(session);
    if (held.size === 0) this.#byMember.delete(memberId);
  }
}
