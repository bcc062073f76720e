export type { MemberEmitter } from './emitter.ts';
export { openSocketIo } from './open-socket-io.ts';
export type { SocketIoOptions } from './options.ts';
export { SocketIo } from './socket-io.ts';
