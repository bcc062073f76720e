export { onEvents, type EventHandlers } from './events.ts';
export {
  onChatRooms,
  onChatThreads,
  onNotifications,
  type ChatRoomsEvents,
  type ChatThreadsEvents,
} from './member.ts';
export {
  chatRoom,
  type ChatDraft,
  type ChatRoom,
  type ChatRoomEvents,
  type ChatRoomHandlers,
  type PendingChatMessage,
  type SendingChatMessage,
} from './room.ts';
