import { useConnectionState, usePresence } from '@parley/react';
import { useMemo } from 'react';
import type { COMMUNITY_TOPIC } from '@parley/domains/chat/schema';
import { stableId } from '../members/merge.ts';

const community: typeof COMMUNITY_TOPIC = 'community';

/**
 * Tells whether a member is here now: everybody who is listens to the community's topic. Answers
 * `undefined` while that is not known, as in a crowd too large to be listed.
 */
export function useOnline(): (memberId: number) => boolean | undefined {
  const { online, count } = usePresence(community);
  const { member } = useConnectionState();
  return useMemo(() => {
    const here = new Set(online.map(({ scid }) => scid));
    const whole = member !== undefined && here.has(member.scid) && count <= here.size;
    return (memberId) => {
      if (here.has(stableId(memberId))) return true;
      return whole ? false : undefined;
    };
  }, [online, count, member]);
}
