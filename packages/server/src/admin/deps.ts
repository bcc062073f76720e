import type { Files } from '@parley/domains/files';
import type { MemberView } from '@parley/domains/identity/schema';
import type { Clock } from '@parley/hub';
import type { CallerDeps } from '../auth/callers.ts';

/** A member to make. */
export interface NewMember {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: 'member' | 'admin';
  /** The application's own id of them. */
  readonly sso_user_id?: string | undefined;
}

/** A publication as `tail` shows it: the payload is JSON text. */
export interface TailedPublication {
  readonly topic: string;
  readonly event: string;
  readonly payload: string;
  readonly sender: string;
  readonly timestamp: string;
  readonly offset?: number;
}

/** What the admin API is made of; the composition root puts it together. */
export interface AdminDeps extends CallerDeps {
  readonly clock: Clock;
  /** Throws an error with a `code` and a message for people when the member cannot be made. */
  createMember(member: NewMember): Promise<MemberView>;
  /** Members with an id above `after`, ascending. */
  listMembers(page: { after: number; limit: number }): Promise<readonly MemberView[]>;
  /** Closes what a member has open, on every node. Throws when there is no such member. */
  disconnectMember(memberId: number): Promise<void>;
  /** Keeps a member out, or lets them in again. Throws when there is no such member. */
  setMemberActive(memberId: number, isActive: boolean): Promise<void>;
  /** Makes a new signing key; answers its id. */
  rotateKeys(): Promise<{ readonly kid: string }>;
  /** An access token in a member's name, or `undefined` when there is no such member. */
  mintToken(request: {
    memberId: number;
    lifetimeMs: number;
  }): Promise<{ readonly token: string; readonly expiresAt: string } | undefined>;
  /** Hears what is published on a topic from now on; the answer stops it. */
  tail(topic: string, listener: (publication: TailedPublication) => void): Promise<() => void>;
  /** Writes a consistent copy of the running database into a file that does not exist yet. */
  readonly backup?: (file: string) => Promise<void>;
  /** A private folder on the same disk as the data, for copies on their way out. */
  readonly backupFolder: string;
  readonly files: Pick<Files, 'list' | 'find'>;
  /** Numbers about the running server. */
  stats(): Readonly<Record<string, number | string>>;
}
