import { ActionIcon } from '@mantine/core';
import { roomCallTopic } from '@parley/domains/chat/schema';
import { useWSCall, WSCallProvider } from '@parley/react/call';
import type { TopicMessage } from '@parley/react/exchange';
import { Maximize2, Minimize2, X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { CallPanel } from '../call/call-panel.tsx';
import { useRoomCall, type RoomCall } from './room-call-context.ts';
import css from './room-call-dock.module.css';

/** A caller says so often that they wait, ms: a page of the other one that opens meanwhile rings, too. */
const RING_EVERY = 3000;

/** The call of a room, above whichever page one is on. */
export function RoomCallDock(): ReactNode {
  const { current } = useRoomCall();
  const [lines, setLines] = useState<TopicMessage[]>([]);
  if (current === undefined) return null;
  return (
    <WSCallProvider
      key={current.uuid}
      topicId={roomCallTopic(current.uuid)}
      topicMessages={lines}
      setTopicMessages={setLines}
    >
      <Dock call={current} />
    </WSCallProvider>
  );
}

function Dock({ call }: { readonly call: RoomCall }): ReactNode {
  const { uuid, title, word } = call;
  const { state } = useWSCall();
  const { outgoing, close, decline } = useRoomCall();
  const [isSmall, setSmall] = useState(false);
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  const isRinging = outgoing?.uuid === uuid;
  useComings(call);
  function giveUp(): void {
    // Accepted, and not come in: whoever calls need not wait.
    if (word === 'answer') decline(uuid);
    close();
  }
  const resize = isSmall ? 'Show the pictures' : 'Hide the pictures';
  return (
    <section
      ref={box}
      className={css.dock}
      data-small={isSmall}
      aria-label={`Call with ${title}`}
      tabIndex={-1}
    >
      <header className={css.head}>
        <Link href={`/rooms/${uuid}`}>{title}</Link>
        <p className={css.rings} role="status">
          {isRinging && state === 'active' ? 'Ringing…' : ''}
        </p>
        <ActionIcon size={36} aria-label={resize} title={resize} onClick={() => setSmall(!isSmall)}>
          {isSmall ? <Maximize2 aria-hidden size={18} /> : <Minimize2 aria-hidden size={18} />}
        </ActionIcon>
        {state === 'idle' && (
          <ActionIcon size={36} aria-label="Close the call" onClick={giveUp}>
            <X aria-hidden size={18} />
          </ActionIcon>
        )}
      </header>
      <CallPanel label="Call" announces />
    </section>
  );
}

/** Goes in at once, tells the other one, and closes when one leaves or when nobody is to come. */
function useComings({ uuid, word }: RoomCall): void {
  const { ready, state, participants, join, leave, tell } = useWSCall();
  const { outgoing, outcome, close } = useRoomCall();
  const isRinging = outgoing?.uuid === uuid;
  const asked = useRef(false);
  useEffect(() => {
    if (!ready || asked.current) return;
    asked.current = true;
    // What it ends in is shown by the panel, with the other ways in.
    join({ audio: true }).catch(() => {});
  }, [ready, join]);

  const wasIn = useRef(false);
  useEffect(() => {
    if (state === 'active' && !wasIn.current) {
      wasIn.current = true;
      if (word === 'answer') tell(word).catch(() => {});
    }
    if (state !== 'idle' || !wasIn.current) return;
    if (isRinging) tell('cancel').catch(() => {});
    close();
  }, [state, word, isRinging, tell, close]);

  useEffect(() => {
    if (!isRinging || state !== 'active') return undefined;
    const ring = (): void => void tell('ring').catch(() => {});
    ring();
    const timer = setInterval(ring, RING_EVERY);
    return () => clearInterval(timer);
  }, [isRinging, state, tell]);

  const ended = word === 'ring' && outcome?.uuid === uuid ? outcome.kind : undefined;
  useEffect(() => {
    if (ended === undefined || !wasIn.current) return;
    // What the other one did in vain meanwhile ends nothing.
    if (ended === 'missed' || ended === 'called') return;
    if (ended === 'unanswered') tell('cancel', { missed: true }).catch(() => {});
    leave();
  }, [ended, tell, leave]);

  // Of two, one alone is no call.
  const wasWith = useRef(false);
  const isAlone = participants.size === 0;
  useEffect(() => {
    if (!isAlone) wasWith.current = true;
    else if (wasWith.current && word !== undefined) leave();
  }, [isAlone, word, leave]);
}
