export { MemoryBus, MemoryBusRoom } from './memory-bus.ts';
export { MemoryTopicLog, type MemoryTopicLogOptions } from './memory-topic-log.ts';
export { MemorySessionShelf } from './memory-session-shelf.ts';
export { MemoryTickets } from './memory-tickets.ts';
export { MemoryFileStore } from './memory-file-store.ts';
