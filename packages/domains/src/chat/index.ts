export type { Actor, Chat, Sent, Speaker } from './chat.ts';
export { chatDomain, createChat, type ChatOptions } from './domain.ts';
export { chatLimits, readableRanges, roomGrants } from './rules.ts';
