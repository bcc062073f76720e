/**
 * The names of `awayto/hooks`: components written for it work from here, below a
 * `WebSocketProvider`, with nothing changed but the import path.
 */
export { WebSocketProvider } from './web-socket-provider.tsx';
export { useWebSocket } from './use-web-socket.ts';
export { useWebSocketSubscribe } from './use-web-socket-subscribe.ts';
export type {
  SocketResponse,
  SocketResponseHandler,
  SocketUser,
  WebSocketContextType,
} from './types.ts';
