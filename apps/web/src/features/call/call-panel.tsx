import { Button } from '@mantine/core';
import { ParleyError } from '@parley/client';
import type { JoinOptions } from '@parley/client/call';
import { useWSCall } from '@parley/react/call';
import { useEffect, useState, type ReactNode } from 'react';
import { CallAnnouncer } from './call-announcer.tsx';
import { CallBar } from './call-bar.tsx';
import { CallDoor } from './call-door.tsx';
import { callHelp } from './call-help.ts';
import css from './call-panel.module.css';
import { CallTiles } from './call-tiles.tsx';

interface CallPanelProps {
  /** What call it is, for who cannot see where it stands. */
  readonly label: string;
  /** Says aloud who comes and goes; off where a log beside it does. */
  readonly announces?: boolean;
}

/** The call of the nearest provider: the door while one is outside, tiles and controls inside. */
export function CallPanel({ label, announces = false }: CallPanelProps): ReactNode {
  const { state, error, join, leave, onError } = useWSCall();
  const [trouble, setTrouble] = useState<ParleyError>();
  useEffect(() => onError(setTrouble), [onError]);
  const told = error ?? trouble;

  /** Runs what a button asks for; what it ends in is shown above. */
  function run(work: Promise<void>): void {
    setTrouble(undefined);
    work.catch((thrown: unknown) => {
      if (thrown instanceof ParleyError && thrown.code !== 'call_left') setTrouble(thrown);
    });
  }
  const enter = (options: JoinOptions): void => run(join(options));
  const isOutside = state === 'idle' || state === 'closed';
  return (
    <section className={css.panel} aria-label={label} data-state={state}>
      {told !== undefined && (
        <Help error={told} onClose={told === trouble ? () => setTrouble(undefined) : undefined} />
      )}
      {state === 'away' && (
        <p className={css.strip} role="status">
          Reconnecting to the server… The call goes on meanwhile.
        </p>
      )}
      {isOutside && <CallDoor onJoin={enter} />}
      {state === 'opening' && (
        <div className={css.opening} role="status">
          <p>Joining… The browser may ask for the microphone.</p>
          <Button variant="default" onClick={leave}>
            Cancel
          </Button>
        </div>
      )}
      {(state === 'active' || state === 'away') && (
        <>
          <CallTiles />
          <CallBar run={run} />
        </>
      )}
      {announces && <CallAnnouncer />}
    </section>
  );
}

interface HelpProps {
  readonly error: ParleyError;
  readonly onClose: (() => void) | undefined;
}

function Help({ error, onClose }: HelpProps): ReactNode {
  const { title, text } = callHelp(error);
  return (
    <div className={css.help} role="alert">
      <div>
        <p className={css.title}>{title}</p>
        <p>{text}</p>
      </div>
      {onClose !== undefined && (
        <Button size="compact-sm" variant="subtle" onClick={onClose}>
          Dismiss
        </Button>
      )}
    </div>
  );
}
