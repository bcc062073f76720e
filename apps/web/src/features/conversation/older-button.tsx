import { Button } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import css from './message-list.module.css';

interface OlderButtonProps {
  readonly loading: boolean;
  readonly onOlder: () => void;
  /** There is nothing earlier left, and the focus was here. */
  readonly onGone: () => void;
}

/** Fetches earlier messages. It keeps the focus while it works, and hands it on when it goes. */
export function OlderButton({ loading, onOlder, onGone }: OlderButtonProps): ReactNode {
  const focused = useRef(false);
  useEffect(
    () => () => {
      if (focused.current) onGone();
    },
    [onGone],
  );
  return (
    <Button
      className={css.older ?? ''}
      variant="subtle"
      size="sm"
      aria-disabled={loading}
      onClick={onOlder}
      onFocus={() => {
        focused.current = true;
      }}
      onBlur={() => {
        focused.current = false;
      }}
    >
      {loading ? 'Loading…' : 'Show earlier messages'}
    </Button>
  );
}
