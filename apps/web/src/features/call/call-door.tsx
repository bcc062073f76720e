import { Button } from '@mantine/core';
import type { JoinOptions } from '@parley/client/call';
import { useWSCall } from '@parley/react/call';
import { Ear, Mic, Video } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './call-door.module.css';

/** Most people in a call, oneself included. */
const MOST = 8;

/** Outside of the call: who is in it, and the ways in. */
export function CallDoor({
  onJoin,
}: {
  readonly onJoin: (options: JoinOptions) => void;
}): ReactNode {
  const { ready, error, participants } = useWSCall();
  const isClosed = error !== undefined && !error.retry;
  const names = [
    ...new Set([...participants.values()].map(({ member }) => member?.name ?? 'Somebody')),
  ];
  const isFull = participants.size >= MOST;
  const isDisabled = !ready || isClosed || isFull;
  const who =
    names.length === 0
      ? 'Nobody is in the call yet.'
      : `${new Intl.ListFormat('en').format(names)} ${names.length === 1 ? 'is' : 'are'} in the call.`;
  return (
    <div className={css.door}>
      <p className={css.who} role="status">
        {isFull ? `${who} It is full.` : who}
      </p>
      <div className={css.ways}>
        <Button
          disabled={isDisabled}
          leftSection={<Video aria-hidden size={18} />}
          onClick={() => onJoin({ audio: true, video: true })}
        >
          Join with camera
        </Button>
        <Button
          variant="default"
          disabled={isDisabled}
          leftSection={<Mic aria-hidden size={18} />}
          onClick={() => onJoin({ audio: true })}
        >
          Join with microphone
        </Button>
        <Button
          variant="subtle"
          disabled={isDisabled}
          leftSection={<Ear aria-hidden size={18} />}
          onClick={() => onJoin({ audio: false })}
        >
          Only listen
        </Button>
      </div>
      {!ready && !isClosed && <p className={css.wait}>Connecting…</p>}
    </div>
  );
}
