import type { MediaState, PeerState } from '@parley/client/call';
import { useStream } from '@parley/react/call';
import { MicOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '../../ui/avatar.tsx';
import css from './call-tile.module.css';
import { Quality } from './quality.tsx';

interface CallTileProps {
  readonly connectionId?: string;
  readonly name: string;
  readonly label: string;
  readonly color: string;
  readonly stream: MediaStream | undefined;
  readonly media: MediaState;
  readonly speaking: boolean;
  readonly state?: PeerState | undefined;
  readonly isMine?: boolean;
  readonly isSilent?: boolean;
}

const states: Readonly<Partial<Record<PeerState, string>>> = {
  connecting: 'Connecting…',
  unsteady: 'Reconnecting…',
};

/** Somebody in the call: the picture or their mark, whether they speak, and how the line is. */
export function CallTile(props: CallTileProps): ReactNode {
  const { connectionId, name, label, color, stream, media, speaking, state } = props;
  const { isMine = false, isSilent = false } = props;
  const status = state === undefined ? undefined : states[state];
  const parts = [
    label,
    media.audio ? undefined : 'muted',
    media.video ? 'with camera' : undefined,
    media.screen ? 'shows a screen' : undefined,
    status,
  ];
  return (
    <li
      className={css.tile}
      data-speaking={speaking}
      data-muted={!media.audio}
      data-video={media.video}
      aria-label={parts.filter((part) => part !== undefined).join(', ')}
    >
      <video
        ref={useStream(stream)}
        className={css.video}
        data-mine={isMine}
        aria-hidden="true"
        autoPlay
        playsInline
        muted={isMine || isSilent}
      />
      {!media.video && (
        <span className={css.mark}>
          <Avatar name={name} color={color} />
        </span>
      )}
      {status !== undefined && <span className={css.status}>{status}</span>}
      <span className={css.foot} aria-hidden="true">
        {!media.audio && <MicOff size={15} />}
        <span className={css.name}>{label}</span>
        {connectionId !== undefined && state === 'connected' && (
          <Quality connectionId={connectionId} />
        )}
      </span>
    </li>
  );
}
