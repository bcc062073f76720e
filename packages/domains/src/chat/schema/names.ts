/** Topic on which open rooms come, change and go; every member may listen, nobody may publish. */
export const COMMUNITY_TOPIC = 'community';

/** A member's own topic: their rooms, and what is said at the top level of them. */
export function memberTopic(memberId: number): `chat-room-channel-${number}` {
  return `chat-room-channel-${memberId}`;
}

/** A member's own topic: what is said in the threads that they take part in. */
export function threadsTopic(memberId: number): `chat-community-member-${number}-threads-channel` {
  return `chat-community-member-${memberId}-threads-channel`;
}

/** A room's topic: what is said there. `chat-room-<id>-channel` is another name of it. */
export function roomTopic(uuid: string): `room:${string}` {
  return `room:${uuid}`;
}

/** The topic of a room's call: for its participants alone, and nothing on it is stored. */
export function roomCallTopic(uuid: string): `room-call:${string}` {
  return `room-call:${uuid}`;
}

/** What a stored message is redacted by. */
export function messageSubject(messageId: number): `chat_message:${number}` {
  return `chat_message:${messageId}`;
}

/**
 * `direct`: two people, one room for each pair. `group_chat`: whoever is in it. `embedded`: belongs to
 * a page of the application and shows in no member's list.
 */
export type RoomKind = 'direct' | 'group_chat' | 'embedded';

/** What a message is: text, or the address of a picture or of a file. */
export type MessageType = 'message' | 'image' | 'file';

/** Whether everybody may read and come in, or only those who were added. */
export type RoomAccess = 'open' | 'private';

/** What a participant is in a room. */
export type RoomRole = 'owner' | 'member';
