import { Button, Loader, VisuallyHidden } from '@mantine/core';
import { CloudOff } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { errorText } from '../ui/error-text.ts';
import { Notice } from '../ui/notice.tsx';
import css from './splash.module.css';

/** Before it is known who is here. */
export function Splash(): ReactNode {
  return (
    <main className={css.splash} aria-busy="true">
      <Loader color="var(--accent)" type="dots" />
      <VisuallyHidden>
        <h1>Parley</h1>
        <p role="status">Loading…</p>
      </VisuallyHidden>
    </main>
  );
}

/** How often a server that did not answer is asked again, ms. */
const AGAIN = 5_000;

interface NoServerProps {
  readonly error: ApiError;
  readonly onRetry: () => Promise<void>;
}

/** The server did not say who is here; it is asked again by itself. */
export function NoServer({ error, onRetry }: NoServerProps): ReactNode {
  useEffect(() => {
    const timer = setTimeout(() => void onRetry(), AGAIN);
    return () => clearTimeout(timer);
  }, [error, onRetry]);
  return (
    <main className={css.splash}>
      <VisuallyHidden>
        <h1>Parley</h1>
      </VisuallyHidden>
      <Notice
        alert
        icon={<CloudOff />}
        title="Parley does not answer"
        action={<Button onClick={() => void onRetry()}>Try again</Button>}
      >
        {errorText(error)}
      </Notice>
    </main>
  );
}
