import type { ChatRoomView, MessageView, ParticipantView } from '@parley/domains/chat/schema';
import type { MemberView, PublicMember, SessionView } from '@parley/domains/identity/schema';

/** What the server's REST answers hold: the domains' own shapes. Times are ISO 8601 in UTC. */
export type {
  ChatRoomView as Room,
  MemberView as Member,
  MessageView,
  ParticipantView as Participant,
  PublicMember,
  SessionView as SessionEntry,
};

/** What anybody may know of the server before signing in. */
export interface ServerInfo {
  readonly version?: string;
  /** Whether people may make an account by themselves. */
  readonly signUp: boolean;
  /** A demo community: its accounts are offered on the sign-in page. */
  readonly demo: boolean;
  /** The most that a file may have; told to members. */
  readonly fileBytes?: number;
  /** Nobody is here yet: the first administrator is to be made. */
  readonly setup?: boolean;
}
