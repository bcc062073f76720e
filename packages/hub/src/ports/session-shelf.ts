/** Under what a session is kept: it is its member's alone. */
export interface SavedSession {
  readonly sid: string;
  readonly memberId: number;
}

/**
 * What connections would need to be taken up again by a new one. A convenience: whatever is lost here
 * costs a client a round of subscribing, no message. A session dies `lifetimeMs` after it was last
 * saved, is taken at most once, and only by its member.
 */
export interface SessionShelf {
  /** Replaces what was kept under the same name. */
  save(session: SavedSession, text: string, lifetimeMs: number): Promise<void>;
  take(session: SavedSession): Promise<string | undefined>;
}
