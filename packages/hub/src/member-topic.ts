/** Topics whose durable publications are for the nodes: what happens to a member. */
const PATTERN = /^\$member:(\d+)$/;

/** Credentials have ended: of one session or token, or with `credential: null` all of a member's. */
export const REVOKED = 'parley.revoked';
/** All connections of the member are to be closed; credentials stay good. */
export const DISCONNECTED = 'parley.disconnected';
/** The member's profile changed. */
export const PROFILE = 'parley.profile';

/** Whether a topic is a member's internal one. */
export function isMemberTopic(topic: string): boolean {
  return PATTERN.test(topic);
}

/** Whose internal topic it is. */
export function memberOf(topic: string): number | undefined {
  const id = PATTERN.exec(topic)?.[1];
  return id === undefined ? undefined : Number(id);
}
