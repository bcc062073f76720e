import { publicMember } from '@parley/domains/identity/schema';
import { z } from 'zod';
import type { RouteDeps } from '../../deps.ts';
import { memberRoute, type Route } from '../../route.ts';

const membersQuery = z.object({ search: z.string().trim().max(100).default('') });

/** `/community_members`: finding others, to bring them into a room or to mention them. */
export function peopleRoutes({ identity, limiter }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/community_members',
      tag: 'Members',
      summary: 'Members by name; at most 20',
      query: membersQuery,
      response: z.object({ members: z.array(publicMember) }),
      handler: async ({ memberId, query }) => {
        limiter.take('searchesByMember', String(memberId));
        return { members: await identity.findMembers(query.search) };
      },
    }),
  ];
}
