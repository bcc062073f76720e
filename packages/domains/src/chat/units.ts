/** Every write of chat. */
export * from './units/message-changes.ts';
export * from './units/messages.ts';
export * from './units/participants.ts';
export * from './units/reactions.ts';
export * from './units/room-forgetting.ts';
export * from './units/room-rounds.ts';
export * from './units/rooms-own.ts';
export * from './units/rooms.ts';
export * from './units/threads.ts';
