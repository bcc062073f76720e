import { HubError } from '../errors.ts';
import type { Published } from '../authorization/grants.ts';
import type { Publication } from '../publication.ts';
import type { Session } from '../session/session.ts';
import { requireShallow } from './nesting.ts';

/** What a connection publishes. */
export interface PublishRequest {
  readonly address: string;
  readonly event: string;
  /** JSON text. */
  readonly payload: string;
  readonly store: boolean;
  /** The client's id of a stored message; a repeat publishes once. */
  readonly clientId?: string;
  /** The one connection that shall hear it; not with `store`. */
  readonly target?: string;
  /** `false`: the sender does not hear it; not with `store`. */
  readonly echo?: boolean;
  /** Said from client to client, where the grants allow it, past the domain; not with `store`. */
  readonly whisper?: boolean;
}

/** Event names the server keeps for itself. */
export const RESERVED = 'parley.';

/** Publishes for a connection, under the grants it joined with. */
export async function publish(session: Session, request: PublishRequest): Promise<Published> {
  const { hub, principal, connectionId } = session;
  const { topic, grants } = session.joined(request.address);
  const isWhisper = request.whisper === true && !request.store;
  const may = isWhisper ? grants.whisper : grants.publish;
  if (!may) throw new HubError('forbidden', 'no publishing on this topic');
  if (request.event.startsWith(RESERVED)) {
    throw new HubError('bad_request', `actions that begin with ${RESERVED} are the server's own`);
  }
  if (hub.shapes.isOwned(request.event)) {
    throw new HubError('bad_request', `${request.event} is the server's own`);
  }
  requireShallow(request.payload, hub.limits);
  const acted = isWhisper
    ? undefined
    : hub.rules.act({
        principal,
        connectionId,
        topic: topic.name,
        event: request.event,
        payload: request.payload,
        store: request.store,
        ...(request.clientId === undefined ? {} : { clientId: request.clientId }),
      });
  if (acted !== undefined) return acted;
  if (request.store) {
    if (request.target !== undefined) {
      throw new HubError('bad_request', 'a stored message has no target');
    }
    return hub.log.append({
      topic: topic.name,
      event: request.event,
      payload: request.payload,
      sender: connectionId,
      connectionId,
      memberId: principal.memberId,
      publisher: `member:${principal.memberId}`,
      ...(request.clientId === undefined ? {} : { clientId: request.clientId }),
      ...(grants.guard === undefined ? {} : { guard: grants.guard }),
    });
  }
  // Nothing checks it again on its way.
  hub.requireFreshRights(topic.name);
  const timestamp = new Date(hub.clock.now()).toISOString();
  const publication: Publication = {
    topic: topic.name,
    event: request.event,
    payload: request.payload,
    sender: connectionId,
    memberId: principal.memberId,
    timestamp,
    only: session.dialect.language,
    ...(request.target === undefined ? {} : { target: request.target }),
    ...(request.echo === false ? { except: connectionId } : {}),
  };
  topic.requireSeat(publication);
  hub.transient(publication);
  return { position: undefined, timestamp, duplicate: false };
}
