import { useCallback } from 'react';
import type { WebSocketContextType } from './types.ts';
import { useClient } from './use-client.ts';
import { useConnectionState } from './use-connection-state.ts';

/**
 * The connection at its plainest: publish and subscribe by topic.
 *
 * A `transmit` whose promise nobody looks at fails in silence; await it to hear of a refusal.
 *
 * @example
 * const { connected, subscribe, transmit } = useWebSocket();
 * useEffect(() => subscribe<{ x: number }>('map:1', ({ payload }) => move(payload.x)), [subscribe]);
 * const click = () => transmit(false, 'moved', 'map:1', { x: 1 });
 */
export function useWebSocket(): WebSocketContextType {
  const client = useClient();
  const { connected, connectionId } = useConnectionState();
  const transmit = useCallback<WebSocketContextType['transmit']>(
    (store, action, topic, payload) => {
      const receipt = client.transmit(store, action, topic, payload);
      receipt.catch(() => {});
      return receipt;
    },
    [client],
  );
  const subscribe = useCallback<WebSocketContextType['subscribe']>(
    (topic, callback) => {
      const subscription = client.subscribe(topic, (message) => void callback(message as never));
      return () => subscription.leave();
    },
    [client],
  );
  return { connectionId, connected, transmit, subscribe };
}
