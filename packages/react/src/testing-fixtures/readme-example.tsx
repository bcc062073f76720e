import { useState } from 'react';
import { WebSocketProvider, useWebSocketSubscribe } from '@parley/react';

function Chat({ topic }: { topic: string }) {
  const [lines, setLines] = useState<string[]>([]);
  const { userList, storeMessage, connected } = useWebSocketSubscribe<{ message: string }>(
    topic,
    ({ sender, payload }) => {
      const author = [...userList.values()].find((user) => user.cids.includes(sender));
      setLines((all) => [...all, `${author?.name}: ${payload.message}`]);
    },
  );
  const greet = () => void storeMessage('said', { message: 'Hello' });
  return (
    <>
      {lines.map((line, i) => (
        <p key={i}>{line}</p>
      ))}
      <button disabled={!connected} onClick={greet}>
        Say hello
      </button>
    </>
  );
}

export const app = (
  <WebSocketProvider>
    <Chat topic="chat:lobby" />
  </WebSocketProvider>
);
