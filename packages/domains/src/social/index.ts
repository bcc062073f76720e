export { createSocial, socialDomain } from './domain.ts';
export { socialLimits } from './rules.ts';
export { socialTopic } from './schema.ts';
export type { Social } from './social.ts';
