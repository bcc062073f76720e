import type { Grants, Hub, Principal } from '@parley/hub';

/** What a principal may do on a topic, as the hub's rules say now. */
export interface Right {
  /** The topic itself, where the name was another one of it. */
  readonly topic: string;
  readonly grants: Grants;
}

/**
 * Asks the hub's rules for a door that is no socket: one set of permissions. Throws `forbidden`, and
 * `stale_rights` while they cannot be known.
 */
export async function rightOn(hub: Hub, principal: Principal, name: string): Promise<Right> {
  const topic = await hub.rules.resolve(name);
  hub.requireFreshRights(topic);
  return { topic, grants: await hub.rules.decide(principal, topic) };
}
