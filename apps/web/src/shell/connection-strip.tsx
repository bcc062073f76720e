import { Button } from '@mantine/core';
import type { ClientState } from '@parley/client';
import { useClient, useConnectionState } from '@parley/react';
import { CloudOff } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import css from './connection-strip.module.css';

/** A drop shorter than this is nobody's business, ms. */
export const QUIET_FOR = 1_200;

/** True when the connection has been away for longer than {@link QUIET_FOR}. */
function useAway(state: ClientState): boolean {
  const [away, setAway] = useState(false);
  const open = state === 'open';
  useEffect(() => {
    if (open) return setAway(false);
    const timer = setTimeout(setAway, QUIET_FOR, true);
    return () => clearTimeout(timer);
  }, [open]);
  return away && !open;
}

/** Quiet while all is well; says plainly when it is not, and what happens to what one writes. */
export function ConnectionStrip(): ReactNode {
  const client = useClient();
  const { state, error } = useConnectionState();
  const away = useAway(state);
  return (
    <div className={css.region} role="status">
      {away && (
        <div className={css.strip}>
          <CloudOff aria-hidden size={18} />
          <span className={css.text}>
            {state === 'refused' ? (
              <>
                <strong>Not connected.</strong> {error?.message} Your messages are kept.
              </>
            ) : (
              <>
                <strong>Reconnecting…</strong> Your messages are kept.
              </>
            )}
          </span>
          <Button
            size="compact-sm"
            className={css.button ?? ''}
            variant="default"
            onClick={() => client.connect()}
          >
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}
