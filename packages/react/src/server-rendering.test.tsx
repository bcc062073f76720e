import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { useWebSocketSubscribe, WebSocketProvider } from './awayto.ts';
import { useConnectionState } from './use-connection-state.ts';
import { useHistory } from './use-history.ts';
import { usePresence } from './use-presence.ts';

function Page() {
  const { userList, connected } = useWebSocketSubscribe('chat:1', () => {});
  const { messages, loading } = useHistory('chat:1');
  const { count } = usePresence('chat:1');
  const { state } = useConnectionState();
  const words = [state, connected, userList.size, messages.length, loading, count];
  return <p>{words.join(' ')}</p>;
}

describe('a page rendered on a server', () => {
  it('shows its components as they are before there is a connection', () => {
    const page = (
      <WebSocketProvider>
        <Page />
      </WebSocketProvider>
    );
    expect(renderToString(page)).toBe('<p>idle false 0 0 true 0</p>');
  });
});
