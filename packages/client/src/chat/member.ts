import type { ChatEvents } from '@parley/domains/chat/schema';
import type { NotificationEvents } from '@parley/domains/notifications/schema';
import type { Client } from '../client-api.ts';
import type { Subscription } from '../topic-handlers.ts';
import { onEvents, type EventHandlers } from './events.ts';

/**
 * What a member's own rooms tell: their life, what is said at the top level of them, who calls. A change of a
 * message that some in its room may not read, since they came later, is told here and not in the room.
 */
export type ChatRoomsEvents = Pick<
  ChatEvents,
  | 'chatRoomCreated'
  | 'chatRoomUpdated'
  | 'chatRoomDeleted'
  | 'chatRoomRead'
  | 'chatRoomPinned'
  | 'chatRoomUnPinned'
  | 'newMessage'
  | 'updatedMessage'
  | CallEventName
>;

/** What tells of direct calls: in passing. */
type CallEventName = 'callRinging' | 'callAnswered' | 'callDeclined' | 'callBusy' | 'callCancelled';

const passing: readonly CallEventName[] = [
  'callRinging',
  'callAnswered',
  'callDeclined',
  'callBusy',
  'callCancelled',
];

/** What the threads tell that a member takes part in. */
export type ChatThreadsEvents = Pick<
  ChatEvents,
  'newMessage' | 'updatedMessage' | 'deletedMessage' | 'chatThreadRead'
>;

/**
 * Follows a member's rooms. Only one's own are to be had.
 *
 * @example
 * const rooms = onChatRooms(client, memberId, {
 *   chatRoomCreated: (room) => add(room),
 *   newMessage: ({ chat_room_uuid, body }) => preview(chat_room_uuid, body),
 *   gap: () => reload(),
 * });
 */
export function onChatRooms(
  client: Client,
  memberId: number,
  handlers: EventHandlers<ChatRoomsEvents>,
): Subscription {
  return onEvents(client, `chat-room-channel-${memberId}`, handlers, { transient: passing });
}

/** Follows the threads that a member takes part in. */
export function onChatThreads(
  client: Client,
  memberId: number,
  handlers: EventHandlers<ChatThreadsEvents>,
): Subscription {
  return onEvents(client, `chat-community-member-${memberId}-threads-channel`, handlers);
}

/** Follows a member's notifications and how many are new. */
export function onNotifications(
  client: Client,
  memberId: number,
  handlers: EventHandlers<NotificationEvents>,
): Subscription {
  return onEvents(client, `notification-channel-${memberId}`, handlers);
}
