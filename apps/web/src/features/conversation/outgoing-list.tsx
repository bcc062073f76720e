import type { ReactNode } from 'react';
import { OutgoingLine } from './outgoing-line.tsx';
import type { UseOutgoing } from './use-outgoing.ts';

interface OutgoingListProps {
  readonly label: string;
  readonly sending: UseOutgoing;
  /** A button was pressed, and went away with its line: the focus must not. */
  readonly onActed: () => void;
}

/** My messages that are not there yet. */
export function OutgoingList({ label, sending, onActed }: OutgoingListProps): ReactNode {
  function act(action: (id: string) => void, id: string): void {
    action(id);
    onActed();
  }
  return (
    <ol aria-label={label}>
      {sending.outgoing.map((line) => (
        <OutgoingLine
          key={line.id}
          line={line}
          onRetry={(id) => act(sending.retry, id)}
          onDiscard={(id) => act(sending.discard, id)}
        />
      ))}
    </ol>
  );
}
