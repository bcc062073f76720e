/** What the server's REST answers hold. Times are ISO 8601 in UTC. */
export interface Member {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly color: string;
}

/** What anybody may know of the server before signing in. */
export interface ServerInfo {
  readonly version?: string;
  /** Whether people may make an account by themselves. */
  readonly signUp: boolean;
  /** A demo community: its accounts are offered on the sign-in page. */
  readonly demo: boolean;
  /** Nobody is here yet: the first administrator is to be made. */
  readonly setup?: boolean;
}

export interface SessionEntry {
  readonly id: string;
  readonly current: boolean;
  readonly createdOn?: string;
  readonly lastSeenOn?: string;
  readonly userAgent?: string | null;
}

export interface Room {
  readonly uuid: string;
  readonly topic: string;
  readonly name: string;
  readonly description: string;
  readonly kind: 'open' | 'private';
  /** What this member is in the room; absent or null where they have not joined. */
  readonly role: string | null;
  readonly participants: number;
  readonly lastMessage: LastMessage | null;
}

export interface LastMessage {
  readonly text: string;
  readonly author: string;
  readonly timestamp: string;
}

export interface Participant {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly role: string;
}
