import { Button } from '@mantine/core';
import { ArrowDown } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './conversation.module.css';

interface JumpButtonProps {
  /** Messages of others that came while the reader was elsewhere. */
  readonly unseen: number;
  readonly onJump: () => void;
}

/** The way to the end, for a reader who is elsewhere. */
export function JumpButton({ unseen, onJump }: JumpButtonProps): ReactNode {
  return (
    <Button
      className={css.jump ?? ''}
      size="sm"
      variant={unseen > 0 ? 'filled' : 'default'}
      leftSection={<ArrowDown aria-hidden size={16} />}
      onClick={onJump}
    >
      {unseen > 0 ? `${unseen} new message${unseen === 1 ? '' : 's'}` : 'To the latest'}
    </Button>
  );
}
