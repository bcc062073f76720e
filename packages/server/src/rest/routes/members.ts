import { memberView, setUpBody, signUpBody } from '@parley/domains/identity/schema';
import { z } from 'zod';
import { handOver, userAgentOf, type RouteDeps } from '../deps.ts';
import { addressKey } from '../rate-limiter.ts';
import { pageRoute, type Route } from '../route.ts';

const TAG = 'Accounts';
const member = z.object({ member: memberView });

/** `/api/members` and `/api/setup`: accounts made by people themselves. */
export function memberRoutes(deps: RouteDeps): readonly Route[] {
  const { identity, limiter } = deps;
  return [
    pageRoute({
      method: 'POST',
      path: '/api/members',
      tag: TAG,
      summary: 'Sign up, where the server lets people',
      body: signUpBody,
      response: member,
      status: 201,
      handler: async ({ body, request, reply }) => {
        limiter.take('signUpByAddress', addressKey(request.ip));
        const session = await identity.signUp(body, { userAgent: userAgentOf(request) });
        handOver(session, { request, reply, deps });
        return { member: session.member };
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/api/setup',
      tag: TAG,
      summary: 'Make the first administrator, with the set-up link',
      body: setUpBody,
      response: member,
      status: 201,
      handler: async ({ body, request, reply }) => {
        limiter.take('setUpByAddress', addressKey(request.ip));
        const session = await identity.setUp(body, { userAgent: userAgentOf(request) });
        handOver(session, { request, reply, deps });
        return { member: session.member };
      },
    }),
  ];
}
