export type { MemberEmitter } from './emitter.ts';
export type { SocketIoOptions } from './options.ts';
export { SocketIo, type SocketIoBackend } from './socket-io.ts';
