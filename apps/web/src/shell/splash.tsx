import { Button, Loader, VisuallyHidden } from '@mantine/core';
import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
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

/** The server did not say who is here. */
export function NoServer(props: {
  readonly error: ApiError;
  readonly onRetry: () => void;
}): ReactNode {
  return (
    <main className={css.splash}>
      <VisuallyHidden>
        <h1>Parley</h1>
      </VisuallyHidden>
      <Notice
        alert
        icon={<CloudOff />}
        title="Parley does not answer"
        action={<Button onClick={props.onRetry}>Try again</Button>}
      >
        {errorText(props.error)}
      </Notice>
    </main>
  );
}
