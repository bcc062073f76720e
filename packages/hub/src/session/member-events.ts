import type { Hub } from '../hub.ts';
import { DISCONNECTED, memberOf, PROFILE, REVOKED } from '../member-topic.ts';
import type { StoredPublication } from '../publication.ts';
import { EndedCredentials } from './ended-credentials.ts';

/** How many of a member's internal publications are read again after a silence: all that are kept. */
const CATCH_UP = 300;
const CATCH_UP_PAGE = 100;
/** Milliseconds by which the clocks of nodes may differ. */
const CLOCK_SKEW = 1000;
/**
 * Milliseconds between the time that a write bears, taken as it begins, and its commit: until then
 * the credentials that it ends are good for connecting. More than a unit and its locks may take.
 */
const WRITE_TIME = 15_000;

/** What happens to members, wherever it was written: credentials end, connections close, names change. */
export class MemberEvents {
  readonly #hub: Hub;
  readonly #ended = new EndedCredentials();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Whether a credential ended a moment ago. */
  hasEnded(memberId: number, credential: string): boolean {
    return this.#ended.has(memberId, credential);
  }

  /** Applies a publication if it is about a member; any number of times, in any order. */
  apply({ topic, event, payload, timestamp }: StoredPublication): void {
    const memberId = memberOf(topic);
    if (memberId === undefined) return;
    const { profiles, sessions, clock } = this.#hub;
    if (event === PROFILE) profiles.forget(memberId);
    const at = Date.parse(timestamp);
    const credential = event === REVOKED ? credentialOf(payload) : undefined;
    if (typeof credential === 'string') this.#ended.add(memberId, credential, clock.now());
    for (const session of sessions.of(memberId)) {
      // Heard late, "all" must not reach those who came back since; a second of clock skew is borne.
      const since = session.openedAt - at - CLOCK_SKEW;
      if (event === DISCONNECTED && since <= 0) session.end('disconnected');
      if (event !== REVOKED) continue;
      const isMeant =
        credential === null ? since <= WRITE_TIME : session.principal.credential === credential;
      if (isMeant) session.end('signed_out');
    }
  }

  /** What may have changed for a member while the bus was silent, read from their internal topic. */
  async catchUp(topic: string, head: number): Promise<void> {
    const memberId = memberOf(topic);
    if (memberId === undefined) return;
    this.#hub.profiles.forget(memberId);
    if (this.#hub.sessions.of(memberId).length === 0) return;
    for (let after = Math.max(0, head - CATCH_UP); after < head; after += CATCH_UP_PAGE) {
      const { messages } = await this.#hub.log.read({
        topic,
        after,
        limit: CATCH_UP_PAGE,
        internal: true,
      });
      for (const publication of messages) this.apply(publication);
    }
  }
}

/** The credential that a revocation names; `null`: all. */
function credentialOf(payload: string): string | null | undefined {
  const told: unknown = JSON.parse(payload);
  if (typeof told !== 'object' || told === null || !('credential' in told)) return undefined;
  const { credential } = told;
  return credential === null || typeof credential === 'string' ? credential : undefined;
}
