import type { IncomingMessage } from 'node:http';
import { originAllowed } from './origins.ts';

export { originAllowed, siteAllowed, type OriginPolicy, type Site } from './origins.ts';
export {
  principalOf,
  requireApp,
  requireMember,
  requireOwnSite,
  type CallerDeps,
  type MemberCaller,
} from './callers.ts';

/** The origins allowed beside the one that a request's `Host` names. */
export function allowedOrigins(config: {
  readonly origins: readonly string[] | null;
  readonly publicUrl: string | null;
}): readonly string[] {
  const own = config.publicUrl === null ? [] : [new URL(config.publicUrl).origin];
  return [...own, ...(config.origins ?? [])];
}

/**
 * Whether an upgrade may come from where it says. One without an Origin comes from a program, not from
 * a page: it may, and what it shows decides.
 */
export function isOriginAllowed(
  request: IncomingMessage,
  origins: readonly string[] | null,
): boolean {
  const { origin, host } = request.headers;
  return origin === undefined || originAllowed(origin, { host, allowed: origins ?? [] });
}
