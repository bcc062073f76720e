// The calls of the component in the originals' documentation, in their order, written as its
// readers would: without `strict`, with an untyped state and global props.
import React, { useEffect, useState } from 'react';
import { useWebSocketSubscribe } from '@parley/react/awayto';

declare global {
  interface IProps {
    roomId?: string;
    onSubscriber?: () => void;
    onUnsubscriber?: () => void;
  }
}

export function Conversation({ roomId, onSubscriber, onUnsubscriber }: IProps): React.JSX.Element {
  const [lines, setLines] = useState([]);

  const { userList, subscriber, unsubscriber, connectionId, connected, storeMessage, sendMessage } =
    useWebSocketSubscribe<{ message: string }>(
      roomId,
      ({ timestamp, type, topic, sender, store, payload }) => {
        const { message } = payload;

        for (const user of userList.values()) {
          if (user.cids.includes(sender)) {
            const line = { sender, name: user.name, message, timestamp, type, topic, store };
            setLines((all) => [...all, line]);
          }
        }
      },
    );

  useEffect(() => {
    if (subscriber) onSubscriber?.();
  }, [subscriber]);

  useEffect(() => {
    if (unsubscriber) onUnsubscriber?.();
  }, [unsubscriber]);

  const keep = (message: string) => {
    void storeMessage('stored-message', { message });
  };
  const pass = (message: string) => {
    void sendMessage('normal-message', { message });
  };

  return (
    <>
      <p>{connected ? connectionId : 'offline'}</p>
      <button onClick={() => keep('to be kept')}>keep</button>
      <button onClick={() => pass('in passing')}>pass</button>
      <ol>
        {lines.map((line, i) => (
          <li key={i}>
            {line.name}: {line.message} ({line.type}, {String(line.store)})
          </li>
        ))}
      </ol>
    </>
  );
}
