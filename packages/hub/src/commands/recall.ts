import type { StoredPublication, Position } from '../publication.ts';
import type { Session } from '../session/session.ts';
import { toldMessages } from '../session/joining.ts';
import { Replay, type Gap, type Moment } from '../topics/replay.ts';

/** What a subscription that is live already wants of the time before it. */
export interface RecallRequest {
  readonly address: string;
  /** The last that the client has. */
  readonly since: Position | Moment;
  /** The offset after which everything was sent live. */
  readonly upTo: number;
}

/** What was missed, ascending, in the shape of the listener's language. */
export interface Recalled {
  readonly messages: readonly StoredPublication[];
  /** Set where something cannot be shown; then there are no messages. */
  readonly gap: Gap | undefined;
}

/**
 * Reads what lies between a position and the place where a subscription began. The caller holds the
 * subscription meanwhile, so that what is live waits. Throws `not_joined` when it ended, `stale_rights`.
 */
export async function recall(session: Session, request: RecallRequest): Promise<Recalled> {
  const { hub } = session;
  const listener = session.joined(request.address);
  const { topic, grants } = listener;
  hub.requireFreshRights(topic.name);
  if (!grants.history) {
    const after = { epoch: topic.epoch, offset: request.upTo };
    return { messages: [], gap: { reason: 'unreadable', after } };
  }
  const attempt = topic.begin(session.principal.memberId);
  try {
    let replay: Replay;
    do {
      attempt.stale = false;
      replay = new Replay(topic, grants, hub);
      await replay.start({ since: request.since, history: 0 });
      // Old text was replaced meanwhile, or somebody removed: who was is no listener any more.
    } while (attempt.stale && session.joined(request.address) === listener);
    session.joined(request.address);
    if (replay.gap !== undefined) return { messages: [], gap: replay.gap };
    const missed = replay.rows.filter(({ position }) => position.offset <= request.upTo);
    return { messages: toldMessages(session, missed), gap: undefined };
  } finally {
    topic.finish(attempt);
  }
}
