import {
  accessTokenBody,
  authTokenBody,
  authTokenResponse,
  refreshTokenBody,
} from '@parley/domains/identity/schema';
import type { RouteDeps } from '../deps.ts';
import { appRoute, type Route } from '../route.ts';

const TAG = 'Headless auth';

/**
 * `/api/v1/headless/*`: tokens in a member's name for whoever holds the app token, that is, for your
 * back end, which knows whom it serves. Bodies and times as in `identity/schema`.
 */
export function headlessAuthRoutes({ identity }: Pick<RouteDeps, 'identity'>): readonly Route[] {
  return [
    appRoute({
      method: 'POST',
      path: '/api/v1/headless/auth_token',
      tag: TAG,
      summary: 'Tokens for a member whom your back end vouches for',
      description:
        'Exactly one of `sso_user_id` (or `sso_id`), `community_member_id` and `email`. 404: no such member; 403: a member who is kept out.',
      body: authTokenBody,
      response: authTokenResponse,
      handler: ({ body }) => identity.issueTokens(body),
    }),
    appRoute({
      method: 'PATCH',
      path: '/api/v1/headless/access_token/refresh',
      tag: TAG,
      summary: 'A new access token for a refresh token',
      description: 'The refresh token stays as it is. 404: it is unknown, revoked or over.',
      body: refreshTokenBody,
      response: authTokenResponse,
      handler: ({ body }) => identity.refreshAccessToken(body.refresh_token),
    }),
    appRoute({
      method: 'POST',
      path: '/api/v1/headless/access_token/revoke',
      tag: TAG,
      summary: 'End an access token and what was opened with it',
      body: accessTokenBody,
      handler: ({ body }) => identity.revokeAccessToken(body.access_token),
    }),
    appRoute({
      method: 'POST',
      path: '/api/v1/headless/refresh_token/revoke',
      tag: TAG,
      summary: 'End a refresh token and every access token made of it',
      body: refreshTokenBody,
      handler: ({ body }) => identity.revokeRefreshToken(body.refresh_token),
    }),
  ];
}
