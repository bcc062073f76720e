export { RedisBus, type RedisBusOptions } from './redis-bus.ts';
export { RedisNodes, type RedisNodesOptions } from './redis-nodes.ts';
export { RedisTickets } from './redis-tickets.ts';
