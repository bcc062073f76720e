export { addMessages, KEPT_LINES, type AddMessagesOptions } from './add-messages.ts';
export type {
  SetTopicMessages,
  TopicMessage,
  TopicMessageKind,
  TopicProviderProps,
} from './topic-message.ts';
export {
  TEXT_CHARACTERS,
  useWSText,
  WSTextContext,
  type WSTextContextType,
} from './ws-text-context.ts';
export { WSTextProvider, type WSTextProviderProps } from './ws-text-provider.tsx';
