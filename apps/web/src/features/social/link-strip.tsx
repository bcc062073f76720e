import { Button } from '@mantine/core';
import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import css from '../../shell/connection-strip.module.css';
import { reconnection, type SocialState } from './social-connection.ts';

interface LinkStripProps {
  readonly state: SocialState;
  readonly onRetry: () => void;
}

/** Quiet while the connection is there; counts the attempts when it is not, and offers another. */
export function LinkStrip({ state, onRetry }: LinkStripProps): ReactNode {
  return (
    <div className={css.region} role="status">
      {state.name === 'lost' && (
        <div className={css.strip}>
          <CloudOff aria-hidden size={18} />
          <span className={css.text}>
            <strong>Connection lost.</strong>{' '}
            {state.attempt > 0 &&
              `Attempt ${state.attempt} of ${reconnection.reconnectionAttempts}.`}
          </span>
        </div>
      )}
      {state.name === 'failed' && (
        <div className={css.strip}>
          <CloudOff aria-hidden size={18} />
          <span className={css.text}>
            <strong>Not connected.</strong> News will not show by itself.
          </span>
          <Button
            size="compact-sm"
            className={css.button ?? ''}
            variant="default"
            onClick={onRetry}
          >
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}
