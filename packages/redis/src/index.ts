export { RedisBus, type RedisBusOptions } from './redis-bus.ts';
export { RedisNodes, type RedisNodesOptions } from './redis-nodes.ts';
export { RedisSessionShelf } from './redis-session-shelf.ts';
export { RedisTickets } from './redis-tickets.ts';
