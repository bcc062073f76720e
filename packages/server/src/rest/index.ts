export { addRest, type RestParts } from './add-rest.ts';
export { restPlugin } from './plugin.ts';
export type { AppPublication, RestDeps } from './deps.ts';
export { RateLimiter, rateLimits, type RateLimit, type RateLimitName } from './rate-limiter.ts';
