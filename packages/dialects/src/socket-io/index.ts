export {
  refusalOf,
  SocketIoConversation,
  type Answer,
  type ConversationOptions,
  type Refusal,
} from './conversation.ts';
export {
  AUTH_FALSE,
  AUTH_TRUE,
  eventText,
  SocketIoDialect,
  type EventEncoder,
  type Packet,
} from './encode.ts';
export { requestNames, type RequestName } from './requests.ts';
