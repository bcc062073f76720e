import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import css from './call-outcome.module.css';
import { useRoomCall } from './room-call-context.ts';

/** What became of a call: missed, declined, not answered; until it is dismissed. */
export function CallOutcome(): ReactNode {
  const { outcome, dismiss } = useRoomCall();
  return (
    <div role="status">
      {outcome !== undefined && (
        <div className={css.outcome}>
          <p>{outcome.text}</p>
          <Link href={`/rooms/${outcome.uuid}`} onClick={dismiss}>
            Open the conversation
          </Link>
          <Button size="compact-sm" variant="default" onClick={dismiss}>
            Dismiss
          </Button>
        </div>
      )}
    </div>
  );
}
