export { WebSocketProvider, type WebSocketProviderProps } from './web-socket-provider.tsx';
export { useClient } from './use-client.ts';
export { useConnectionState, type ConnectionState } from './use-connection-state.ts';
export { useHistory, type HistoryState, type UseHistoryOptions } from './use-history.ts';
export type { HistorySnapshot } from './history-store.ts';
export { usePending } from './use-pending.ts';
export { usePresence, type PresenceState } from './use-presence.ts';
export { useWebSocket } from './use-web-socket.ts';
export { useWebSocketSubscribe, type UseWebSocketSubscribe } from './use-web-socket-subscribe.ts';
export type {
  SocketResponse,
  SocketResponseHandler,
  SocketUser,
  WebSocketContextType,
} from './types.ts';
