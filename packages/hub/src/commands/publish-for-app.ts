import { HubError } from '../errors.ts';
import type { Published } from '../authorization/grants.ts';
import type { Hub } from '../hub.ts';
import { stableId } from '../publication.ts';
import { requireShallow } from './nesting.ts';
import { RESERVED } from './publish.ts';

/** A publication by the application itself, beside all connections. */
export interface ServerPublication {
  readonly topic: string;
  readonly event: string;
  /** JSON text. */
  readonly payload: string;
  readonly store: boolean;
  /** Who publishes, for idempotency. */
  readonly publisher: string;
  readonly clientId?: string;
  /** In whose name; absent: the application's. */
  readonly memberId?: number;
}

/**
 * Publishes for the application, on a domain's topic in a member's name as that member would.
 * Durable: resolves after the commit. Throws `HubError`.
 */
export async function publishForApp(hub: Hub, request: ServerPublication): Promise<Published> {
  const { event, payload, store, memberId = null, clientId } = request;
  if (event.startsWith(RESERVED) || hub.shapes.isOwned(event) || request.topic.startsWith('$')) {
    throw new HubError('bad_request', 'this name is reserved for the server');
  }
  requireShallow(payload, hub.limits);
  const topic = await hub.rules.resolve(request.topic);
  const acted = await actFor(hub, memberId, { ...request, topic });
  if (acted !== undefined) return acted;
  const sender = memberId === null ? 'app' : stableId(memberId);
  if (store) {
    return hub.log.append({
      topic,
      event,
      payload,
      sender,
      connectionId: null,
      memberId,
      publisher: request.publisher,
      ...(clientId === undefined ? {} : { clientId }),
    });
  }
  if (memberId !== null) await hub.profiles.load([memberId]);
  const timestamp = new Date(hub.clock.now()).toISOString();
  hub.transient({ topic, event, payload, sender, memberId, timestamp });
  return { position: undefined, timestamp, duplicate: false };
}

/** Lets the domain that owns a topic take what the application publishes there. */
async function actFor(
  hub: Hub,
  memberId: number | null,
  { topic, event, payload, store, clientId }: ServerPublication,
): Promise<Published | undefined> {
  if (!hub.rules.hasActor(topic)) return undefined;
  if (memberId === null) {
    if (!store) return undefined;
    throw new HubError('bad_request', 'what is stored on this topic is a member’s: say whose');
  }
  await hub.profiles.load([memberId]);
  const profile = hub.profiles.known(memberId);
  if (profile === undefined || profile === null) {
    throw new HubError('bad_request', 'there is no such member');
  }
  return hub.rules.act({
    principal: { memberId, profile, credential: 'app' },
    connectionId: null,
    topic,
    event,
    payload,
    store,
    ...(clientId === undefined ? {} : { clientId }),
  });
}
