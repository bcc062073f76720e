import { StrictMode, useState, type JSX } from 'react';
import { createRoot } from 'react-dom/client';
import {
  useConnectionState,
  useHistory,
  usePending,
  usePresence,
  WebSocketProvider,
} from '@parley/react';
import { UserTalk } from './user-talk.tsx';

/** The talk, who is there, and the log behind it: all of the hooks on one topic. */
function Page({ first }: { first: string | undefined }): JSX.Element {
  const [topic, setTopic] = useState(first);
  const { state } = useConnectionState();
  const { online } = usePresence(topic);
  const pending = usePending(topic);
  const { messages, hasOlder, loading, older } = useHistory<{ message: string }>(topic, {
    limit: 20,
  });
  return (
    <>
      <output data-state={state} />
      <button onClick={() => setTopic('chat:later')}>Choose a topic</button>
      <UserTalk chatId={topic} />
      <ul data-people>
        {online.map(({ scid, name, cids }) => (
          <li key={scid} data-tabs={cids.length - 1}>
            {name}
          </li>
        ))}
      </ul>
      <ul data-pending={pending.length} />
      <section data-loading={loading}>
        {hasOlder && <button onClick={() => void older()}>Earlier</button>}
        <ol data-log>
          {messages.map(({ position, payload }) => (
            <li key={position?.offset}>{payload.message}</li>
          ))}
        </ol>
      </section>
    </>
  );
}

/** Shows the page as an application would. */
export function showTalk(topic: string | undefined): void {
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <WebSocketProvider>
        <Page first={topic} />
      </WebSocketProvider>
    </StrictMode>,
  );
}
