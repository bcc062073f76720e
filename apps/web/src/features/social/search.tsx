import { Button, TextInput } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { toApiError, type ApiError } from '../../api/api-error.ts';
import { socialApi, type Found } from '../../api/social.ts';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import css from './people-page.module.css';
import { PersonRow } from './person-row.tsx';

/** Milliseconds of rest in the typing after which it is looked for. */
const PAUSE = 200;

interface SearchProps {
  /** Counts what changed who follows whom: then it is looked for again. */
  readonly changes: number;
  readonly busy: boolean;
  readonly onFollow: (username: string) => void;
}

const words = {
  Follow: (name: string) => `Follow ${name}`,
  Following: (name: string) => `Following ${name}: unfollow`,
  Friends: (name: string) => `Friends with ${name}: end it`,
} as const;

/** Everybody, by username or name. */
export function Search({ changes, busy, onFollow }: SearchProps): ReactNode {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<readonly Found[]>();
  const [error, setError] = useState<ApiError>();
  const text = query.trim();
  useEffect(() => {
    if (text === '') {
      setFound(undefined);
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      socialApi.search(text, stop.signal).then(
        (people) => {
          setFound(people);
          setError(undefined);
        },
        (thrown: unknown) => {
          if (!stop.signal.aborted) setError(toApiError(thrown));
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, changes]);
  return (
    <section aria-labelledby="search">
      <h2 id="search" className={css.title}>
        Find somebody
      </h2>
      <TextInput
        type="search"
        aria-label="Username or name"
        placeholder="Username or name"
        value={query}
        maxLength={100}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      {error !== undefined && <Trouble>{errorText(error)}</Trouble>}
      {found?.length === 0 && <p className={css.none}>Nobody is called so.</p>}
      <ul aria-label="Found">
        {found?.map((person) => (
          <PersonRow key={person.id} person={person}>
            <Button
              size="compact-sm"
              variant={person.status === 'Follow' ? 'filled' : 'default'}
              disabled={busy}
              aria-label={words[person.status](person.name)}
              onClick={() => onFollow(person.username)}
            >
              {person.status}
            </Button>
          </PersonRow>
        ))}
      </ul>
    </section>
  );
}
