import { chatDomain } from './chat/index.ts';
import { demoDomain } from './demo.ts';
import type { Domain } from './domain.ts';
import { exchangeDomain } from './exchange/index.ts';
import { identityDomain } from './identity/index.ts';

export type { Domain, TopicRule } from './domain.ts';
export { DomainError, domainErrors, type DomainErrorCode } from './errors.ts';

/** The domains that come with the server. */
export const domains: readonly Domain[] = [identityDomain, chatDomain, exchangeDomain, demoDomain];
