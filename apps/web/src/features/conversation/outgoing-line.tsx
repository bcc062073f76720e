import { Button, VisuallyHidden } from '@mantine/core';
import { CircleAlert, Clock3 } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './outgoing-line.module.css';
import type { Outgoing } from './outgoing.ts';
import { RichText } from '../rich-text/rich-text.tsx';

interface OutgoingLineProps {
  readonly line: Outgoing;
  readonly onRetry: (id: string) => void;
  readonly onDiscard: (id: string) => void;
}

const status: Readonly<Record<Outgoing['state'], (reason: string) => string>> = {
  sending: () => 'Sending…',
  waiting: () => 'Waiting to be sent',
  delayed: (reason) => `Not sent yet. ${reason} It is tried again by itself.`,
  failed: (reason) => `Not sent. ${reason}`,
};

/** A message of mine on its way, with what can be done about it. */
export function OutgoingLine({ line, onRetry, onDiscard }: OutgoingLineProps): ReactNode {
  const { id, draft, text, state } = line;
  const stuck = state === 'delayed' || state === 'failed';
  return (
    <li className={css.line} data-state={state}>
      <VisuallyHidden>You: </VisuallyHidden>
      <div className={css.bubble}>
        <RichText rich={draft.rich_text_body} text={text} />
      </div>
      <div className={css.foot}>
        <span className={css.status} role={stuck ? 'alert' : undefined}>
          {stuck ? <CircleAlert aria-hidden size={14} /> : <Clock3 aria-hidden size={14} />}
          {status[state](line.reason ?? '')}
        </span>
        {stuck && (
          <Button size="compact-sm" variant="default" onClick={() => onRetry(id)}>
            {state === 'failed' ? 'Retry' : 'Retry now'}
          </Button>
        )}
        {(stuck || state === 'waiting') && (
          <Button size="compact-sm" variant="subtle" onClick={() => onDiscard(id)}>
            Discard
          </Button>
        )}
      </div>
    </li>
  );
}
