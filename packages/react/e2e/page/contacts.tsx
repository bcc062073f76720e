import { StrictMode, useEffect, useState, type JSX } from 'react';
import { createRoot } from 'react-dom/client';
import { io } from 'socket.io-client';

/** One socket for the page, made with it; nothing leaves before `connect()`. */
const socket = io({ autoConnect: false });
const topic = 'chat:contacts';

/** How often effects ran; in StrictMode twice for each time that somebody signs in. */
let mounts = 0;

/** Connected while the component is mounted. */
function useConnection(): void {
  useEffect(() => {
    mounts += 1;
    // StrictMode mounts twice in one turn: the first time is taken back before anything is sent.
    const opening = setTimeout(() => socket.connect());
    return () => {
      clearTimeout(opening);
      socket.disconnect();
    };
  }, []);
}

/** Whoever is signed in: what is loaded once for each connection, and what is heard on it. */
function Contacts(): JSX.Element {
  const [loads, setLoads] = useState(0);
  const [lines, setLines] = useState<readonly string[]>([]);
  const [words, setWords] = useState('');
  useEffect(() => {
    const load = async (): Promise<void> => {
      await socket.emitWithAck('parley:subscribe', topic);
      setLoads((count) => count + 1);
    };
    const hear = (line: string): void => setLines((all) => [...all, line]);
    socket.on('connect', load);
    socket.on('said', hear);
    return () => {
      socket.off('connect', load);
      socket.off('said', hear);
    };
  }, []);
  useConnection();
  const say = (): void => {
    socket.emit('parley:publish', { topic, event: 'said', payload: words });
  };
  return (
    <>
      <input aria-label="Words" value={words} onChange={(event) => setWords(event.target.value)} />
      <button onClick={say}>Say</button>
      <ol data-loads={loads} data-mounts={mounts}>
        {lines.map((line, i) => (
          <li key={i}>{line}</li>
        ))}
      </ol>
    </>
  );
}

function Page(): JSX.Element {
  const [isSignedIn, setSignedIn] = useState(false);
  return isSignedIn ? (
    <>
      <button onClick={() => setSignedIn(false)}>Log out</button>
      <Contacts />
    </>
  ) : (
    <button onClick={() => setSignedIn(true)}>Log in</button>
  );
}

/** A page of stock `socket.io-client` whose users log in and out. */
export function showContacts(): void {
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
