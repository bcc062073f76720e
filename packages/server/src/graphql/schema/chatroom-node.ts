import { usersIn, type ChatRoomView } from '@parley/domains/chat/schema';
import type { ChatroomNode } from './types.ts';

/** A room on its way into an answer. */
export function chatroomNode(room: ChatRoomView): ChatroomNode {
  return {
    id: room.uuid,
    users: usersIn(room),
    unread: room.unread_messages_count,
    lastMessage: room.last_message,
  };
}
