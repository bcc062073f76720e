import { HubError, type Present, type Session } from '@parley/hub';
import type { PresenceRequest } from './commands.ts';
import { presenceError, presenceInfo } from './frames.ts';

/** Puts a member into the roster at an address, or changes what it says there. Throws `HubError`. */
export function enter(session: Session, address: string, { id, info }: PresenceRequest): void {
  const { limits, clock } = session.hub;
  if (id.length + info.length > limits.presenceRecordCharacters) {
    throw new HubError('too_large', 'more about oneself than a roster takes');
  }
  session.show(address, { id, info, at: clock.now() });
}

/** Who is at an address, as a frame; one that says so where it may not be told. */
export function presenceAt(
  session: Session,
  identifier: string,
  address: string | undefined,
): Uint8Array {
  try {
    if (address === undefined || !session.joined(address).grants.presence) {
      return presenceError(identifier);
    }
    const members: Present[] = [];
    let after: number | undefined;
    let count: number;
    do {
      const view = session.roster(address, after);
      members.push(...view.members);
      ({ after, count } = view);
    } while (after !== undefined && members.length < session.hub.limits.rosterMembers);
    return presenceInfo(identifier, count, members);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return presenceError(identifier);
  }
}
