export { createParley, type Parley } from './parley.ts';
export type { MemberEmitter, SocketIoOptions } from './socket-io/index.ts';
export type { Allowance, ParleyOptions } from './options.ts';
export { ConfigError, readConfig, type Config } from './config/index.ts';
