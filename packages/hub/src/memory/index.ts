export { MemoryBus } from './memory-bus.ts';
export { MemoryTopicLog, type MemoryTopicLogOptions } from './memory-topic-log.ts';
