import type { Position } from '../publication.ts';
import type { Session } from '../session/session.ts';

/** A place on a topic for somebody who will join it in a moment. */
export interface Reservation {
  /** Where the topic stood. */
  readonly position: Position;
  /** Gives the place back, after the join or instead of it. */
  release(): void;
}

/**
 * Asks whether a connection may join a topic, and keeps the topic open until it does, so that what
 * comes meanwhile is at hand. Throws `HubError` as a subscribe would.
 */
export async function reserve(session: Session, topic: string): Promise<Reservation> {
  const { hub, principal } = session;
  const name = await hub.rules.resolve(topic);
  hub.requireFreshRights(name);
  await hub.rules.decide(principal, name);
  const { topic: open, ready } = hub.topics.acquire(name);
  const attempt = open.begin(principal.memberId);
  try {
    await ready;
  } catch (error) {
    open.finish(attempt);
    throw error;
  }
  return {
    position: { epoch: open.epoch, offset: open.delivered },
    release: () => open.finish(attempt),
  };
}
