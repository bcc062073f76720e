export { Channels } from './channels.ts';
export {
  CableConversation,
  type CableConversationOptions,
  type Refreshed,
} from './conversation.ts';
export { cableDialects, type CableDialectOptions, type CableDialects } from './encode.ts';
export { disconnect } from './frames.ts';
export { isSid, newSid } from './sid.ts';
