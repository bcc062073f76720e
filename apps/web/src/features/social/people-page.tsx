import { Button } from '@mantine/core';
import { CloudOff } from 'lucide-react';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { socialApi } from '../../api/social.ts';
import { PageHeading } from '../../shell/page-heading.tsx';
import { Splash } from '../../shell/splash.tsx';
import { errorText } from '../../ui/error-text.ts';
import { Notice, Trouble } from '../../ui/notice.tsx';
import { useAction } from '../../ui/use-action.ts';
import { useResource } from '../../ui/use-resource.ts';
import { useTitle } from '../../ui/use-title.ts';
import { LinkStrip } from './link-strip.tsx';
import css from './people-page.module.css';
import { PersonRow } from './person-row.tsx';
import { dropSecretKey, readSecretKey } from './secret-key.ts';
import { Search } from './search.tsx';
import { useSocialConnection } from './use-social-connection.ts';

/** Who follows one, who are friends, and everybody else by a search; follows show as they come. */
export function PeoplePage(): ReactNode {
  useTitle('People');
  const [, navigate] = useLocation();
  const circle = useResource(socialApi.circle);
  const { reload } = circle;
  const [news, setNews] = useState<string>();
  const [changes, setChanges] = useState(0);
  const leave = useCallback(() => {
    dropSecretKey();
    navigate('/portal', { replace: true });
  }, [navigate]);
  const changed = useCallback(() => {
    setChanges((n) => n + 1);
    reload();
  }, [reload]);
  const followed = useCallback(
    ({ name, username }: { readonly name: string; readonly username: string }) => {
      setNews(`${name} (@${username}) follows you now.`);
      changed();
    },
    [changed],
  );
  const { state, retry } = useSocialConnection(followed, leave);
  const isNobody = circle.error?.code === 'not_signed_in';
  useEffect(() => {
    if (isNobody) leave();
  }, [isNobody, leave]);
  // What happened while the connection was away is looked up when it is back.
  const isLive = state.name === 'live';
  useEffect(() => {
    if (isLive) reload();
  }, [isLive, reload]);
  const answer = useAction(async (id: number, what: 'add' | 'remove') => {
    await socialApi.answer(id, what);
    changed();
  });
  const signOut = useAction(async () => {
    await socialApi.signOut();
    leave();
  });
  const follow = useAction(async (username: string) => {
    await socialApi.followUnfollow(username);
    changed();
  });
  const { data } = circle;
  if (data === undefined) {
    if (circle.error === undefined || isNobody) return <Splash />;
    return (
      <main className={css.page} id="main">
        <Notice
          alert
          icon={<CloudOff />}
          title="The people cannot be shown"
          action={<Button onClick={reload}>Try again</Button>}
        >
          {errorText(circle.error)}
        </Notice>
      </main>
    );
  }
  const { getMe: me, getPending: pending, getFriends: friends } = data;
  const trouble = circle.error ?? answer.error ?? signOut.error ?? follow.error;
  return (
    <>
      <LinkStrip state={state} onRetry={retry} />
      <main className={css.page} id="main" tabIndex={-1}>
        <header className={css.head}>
          <div>
            <PageHeading>People</PageHeading>
            <p className={css.me}>
              You are {me.name}, <strong>@{me.username}</strong>
            </p>
          </div>
          {readSecretKey() === undefined ? (
            <Link href="/">Conversations</Link>
          ) : (
            <Button variant="default" loading={signOut.busy} onClick={() => void signOut.run()}>
              Sign out
            </Button>
          )}
        </header>
        <p className={css.news} role="status">
          {news}
        </p>
        {trouble !== undefined && <Trouble>{errorText(trouble)}</Trouble>}
        <Search changes={changes} busy={follow.busy} onFollow={(name) => void follow.run(name)} />
        {pending.length > 0 && (
          <section aria-labelledby="pending">
            <h2 id="pending" className={css.title}>
              They follow you
            </h2>
            <ul>
              {pending.map(({ id, follower }) => (
                <PersonRow key={id} person={follower}>
                  <Button
                    size="compact-sm"
                    aria-label={`Add ${follower.name} as a friend`}
                    onClick={() => void answer.run(id, 'add')}
                  >
                    Add
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Put aside the request of ${follower.name}`}
                    onClick={() => void answer.run(id, 'remove')}
                  >
                    Put aside
                  </Button>
                </PersonRow>
              ))}
            </ul>
          </section>
        )}
        <section aria-labelledby="friends">
          <h2 id="friends" className={css.title}>
            Friends
          </h2>
          {friends.length === 0 ? (
            <p className={css.none}>Nobody yet: follow somebody, and let them follow you.</p>
          ) : (
            <ul>
              {friends.map((friend) => (
                <PersonRow key={friend.id} person={friend} />
              ))}
            </ul>
          )}
        </section>
      </main>
    </>
  );
}
