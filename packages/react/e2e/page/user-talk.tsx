import { useEffect, useRef, useState, type JSX } from 'react';
import { useWebSocketSubscribe } from '@parley/react/awayto';

interface Line {
  readonly sender: string;
  readonly name: string;
  readonly message: string;
  readonly timestamp: string;
  readonly kind: string;
}

/**
 * The calls of the originals' chat component, in their order. Beside its messages it shows what its
 * two effects saw: one name for every time that they ran for somebody.
 */
export function UserTalk({ chatId }: { readonly chatId?: string | undefined }): JSX.Element {
  const [lines, setLines] = useState<Line[]>([]);
  const came = useRef<HTMLUListElement>(null);
  const went = useRef<HTMLUListElement>(null);

  const { userList, subscriber, unsubscriber, connectionId, connected, storeMessage, sendMessage } =
    useWebSocketSubscribe<{ message: string }>(
      chatId,
      ({ timestamp, type, topic, sender, store, payload }) => {
        const { message } = payload;
        const kind = `${type} ${topic} ${store ? 'kept' : 'passing'}`;
        for (const user of userList.values()) {
          if (user.cids.includes(sender)) {
            setLines((all) => [...all, { sender, name: user.name, message, timestamp, kind }]);
          }
        }
      },
    );

  useEffect(() => {
    if (subscriber !== undefined) note(came.current, subscriber.name);
  }, [subscriber]);

  useEffect(() => {
    if (unsubscriber !== undefined) note(went.current, unsubscriber.name);
  }, [unsubscriber]);

  const [words, setWords] = useState('');
  const keep = (): void => void storeMessage('stored-message', { message: words });
  const pass = (): void => void sendMessage('normal-message', { message: words });

  return (
    <>
      <p data-connection={connected ? connectionId : ''} />
      <input aria-label="Words" value={words} onChange={(event) => setWords(event.target.value)} />
      <button onClick={keep}>Keep</button>
      <button onClick={pass}>Pass on</button>
      <ol data-lines>
        {lines.map(({ name, message, kind, timestamp }, i) => (
          <li key={i} data-kind={kind} data-time={timestamp}>
            {name}: {message}
          </li>
        ))}
      </ol>
      <ul data-users>
        {[...userList.values()].map(({ scid, name, online }) => (
          <li key={scid}>{online ? name : `(${name})`}</li>
        ))}
      </ul>
      <ul ref={came} data-came />
      <ul ref={went} data-went />
    </>
  );
}

/** Straight into the page: an effect that ran twice for one person would show. */
function note(list: HTMLUListElement | null, name: string): void {
  const item = document.createElement('li');
  item.textContent = name;
  list?.append(item);
}
