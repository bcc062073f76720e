export { TopicConversation } from './conversation.ts';
export { topicDialect } from './encode.ts';
