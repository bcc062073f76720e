export { DatabaseTickets } from './database-tickets.ts';
export { createIdentity, identityDomain, type Identity, type IdentityOptions } from './domain.ts';
export type { ApplicationTokenOptions } from './application-tokens.ts';
export type {
  Authenticated,
  Credentials,
  IssuedSecretKey,
  OpenedSession,
  TicketHolder,
  TokenRefusal,
} from './identity.ts';
export { LiveSockets } from './live-sockets.ts';
export { PasswordHasher, type PasswordHasherOptions, type ScryptCost } from './password-hasher.ts';
export {
  memberInternalTopic,
  palette,
  identityLimits,
  secretKeyCredential,
  sessionCredential,
  sessionOf,
  tokenCredential,
} from './rules.ts';
