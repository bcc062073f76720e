import type { Profile } from './publication.ts';

/** Who a connection or a request acts for. */
export interface Principal {
  readonly memberId: number;
  readonly profile: Profile;
  /** The session or token that it came in with; its revocation ends what it opened. */
  readonly credential: string;
}
