export { chatDomain, createChat, type Chat } from './domain.ts';
export { chatLimits, readableRanges, roomGrants } from './rules.ts';
