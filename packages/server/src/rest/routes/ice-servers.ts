import { HubError } from '@parley/hub';
import { z } from 'zod';
import type { MemberCaller } from '../../auth/callers.ts';
import {
  iceServersFor,
  iceServersView,
  isCallTopic,
  type IceServers,
} from '../../ice/ice-servers.ts';
import type { RouteDeps } from '../deps.ts';
import { memberRoute, type Route } from '../route.ts';

/** A topic that calls are made on. */
export const callTopic: z.ZodType<string> = z
  .string()
  .min(1)
  .max(256)
  .describe('`exchange/call:<booking>` or `room-call:<uuid>`.');

/**
 * The servers for a member's call on a topic: theirs alone, while they may subscribe to it. Throws
 * `forbidden` on topics that are not theirs or not a call's.
 */
export async function iceServersOn(
  topic: string,
  caller: MemberCaller,
  deps: RouteDeps,
): Promise<IceServers> {
  const { memberId } = caller.principal;
  deps.limiter.take('iceServersByMember', String(memberId));
  if (!isCallTopic(topic)) throw new HubError('forbidden', 'not a topic of calls');
  const right = await deps.rightOn(caller.principal, topic);
  return iceServersFor({ memberId, topic: right.topic }, deps.ice, deps.clock.now());
}

/** `/api/ice-servers`: what a page needs for a call that no direct path leads to. */
export function iceServersRoutes(deps: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'POST',
      path: '/api/ice-servers',
      tag: 'Calls',
      summary: 'Servers for a call, with credentials that end soon',
      description:
        'For members who may subscribe to the topic. The credentials are made for this member and this call; ask again before an ICE restart when they are over.',
      body: z.object({ topic: callTopic }),
      response: iceServersView,
      handler: ({ body, caller }) => iceServersOn(body.topic, caller, deps),
    }),
  ];
}
