export {
  useChatRoom,
  type ChatRoomState,
  type UseChatRoom,
  type UseChatRoomHandlers,
} from './use-chat-room.ts';
