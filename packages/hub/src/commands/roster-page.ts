import { HubError } from '../errors.ts';
import type { RosterView } from '../session/joining.ts';
import type { Listener } from '../topics/listener.ts';

/** A page of a topic's roster; empty without the presence grant. */
export function rosterPage(
  { topic, grants }: Listener,
  after: number | undefined,
  size: number,
): RosterView {
  if (!grants.presence) {
    if (after !== undefined) throw new HubError('forbidden', 'no presence on this topic');
    return { count: 0, members: [], after: undefined };
  }
  const { members, more } = topic.roster.page(after, size);
  return {
    count: topic.roster.count,
    members,
    after: more ? members.at(-1)?.profile.memberId : undefined,
  };
}
