export { addMessages, KEPT_LINES, type AddMessagesOptions } from './add-messages.ts';
export type {
  SetTopicMessages,
  TopicMessage,
  TopicMessageKind,
  TopicProviderProps,
} from './topic-message.ts';
