import { Button, Skeleton } from '@mantine/core';
import { useCallback, type ReactNode } from 'react';
import { sessionApi } from '../../api/session.ts';
import type { SessionEntry } from '../../api/types.ts';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useResource } from '../../ui/use-resource.ts';
import { fullTime } from '../conversation/times.ts';
import { deviceName } from './device-name.ts';
import { Section } from './section.tsx';
import css from './settings.module.css';

/** Where one is signed in, and the way to end it there. */
export function SessionsSection(): ReactNode {
  const load = useCallback(
    async (signal: AbortSignal) => (await sessionApi.list(signal)).sessions,
    [],
  );
  const { data, error, loading, reload } = useResource(load);
  const ending = useAction(async (id: string) => {
    await sessionApi.revoke(id);
    reload();
  });
  const failed = ending.error ?? error;
  return (
    <Section title="Signed in at" about="End what you do not know.">
      {failed !== undefined && <Trouble>{errorText(failed)}</Trouble>}
      {loading && data === undefined && <Skeleton height={56} radius="md" />}
      <ul>
        {data?.map((session) => (
          <Entry key={session.id} session={session} onEnd={() => void ending.run(session.id)} />
        ))}
      </ul>
    </Section>
  );
}

function Entry(props: { readonly session: SessionEntry; readonly onEnd: () => void }): ReactNode {
  const { session, onEnd } = props;
  const device = deviceName(session.userAgent);
  return (
    <li className={css.session}>
      <span className={css.words}>
        <span className={css.device}>{device}</span>
        <span className={css.when}>
          {session.current ? 'This one' : `Since ${fullTime(session.createdOn)}`}
        </span>
      </span>
      {!session.current && (
        <Button size="xs" variant="default" onClick={onEnd} aria-label={`End ${device}`}>
          End
        </Button>
      )}
    </li>
  );
}
