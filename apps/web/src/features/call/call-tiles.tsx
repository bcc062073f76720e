import { useWSCall, useStream } from '@parley/react/call';
import type { ReactNode } from 'react';
import { useMember } from '../session/session-context.ts';
import { CallTile } from './call-tile.tsx';
import css from './call-tiles.module.css';

/** Everybody in the call, oneself first; screens that are shown stand above. */
export function CallTiles(): ReactNode {
  const { participants, stream, screen, media, speaking } = useWSCall();
  const { name, color } = useMember();
  const others = [...participants.values()];
  const screens = others.filter((other) => other.media.screen && other.screen !== undefined);
  const count = others.length + 1;
  return (
    <div
      className={css.stage}
      data-screen={screens.length > 0 || screen !== undefined}
      // By the keyboard, too, one comes to what is further down.
      tabIndex={0}
      role="group"
      aria-label="Pictures"
    >
      {screen !== undefined && <Screen label="Your screen" stream={screen} isSilent />}
      {screens.map((other) => (
        <Screen
          key={other.connectionId}
          label={`Screen of ${other.member?.name ?? 'somebody'}`}
          stream={other.screen}
          isSilent={other.own}
        />
      ))}
      <ul className={css.tiles} aria-label="In the call" data-count={Math.min(count, 9)}>
        <CallTile
          name={name}
          label="You"
          color={color}
          stream={stream}
          media={media}
          speaking={speaking}
          isMine
        />
        {others.map(({ connectionId, member, own, state, ...other }) => (
          <CallTile
            key={connectionId}
            connectionId={connectionId}
            name={member?.name ?? 'Somebody'}
            label={own ? 'You, elsewhere' : (member?.name ?? 'Somebody')}
            color={member?.color ?? '#888888'}
            stream={other.stream}
            media={other.media}
            speaking={other.speaking}
            state={state}
            // One's own voice, a moment later, is nothing one wants to hear.
            isSilent={own}
          />
        ))}
      </ul>
    </div>
  );
}

interface ScreenProps {
  readonly label: string;
  readonly stream: MediaStream | undefined;
  /** One's own: one hears it already. */
  readonly isSilent: boolean;
}

function Screen({ label, stream, isSilent }: ScreenProps): ReactNode {
  return (
    <figure className={css.screen}>
      <video ref={useStream(stream)} aria-label={label} autoPlay playsInline muted={isSilent} />
      <figcaption>{label}</figcaption>
    </figure>
  );
}
