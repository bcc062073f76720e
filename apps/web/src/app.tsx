import { MantineProvider } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { ServerInfo } from './api/types.ts';
import { useSession } from './features/session/session-context.ts';
import { SessionProvider } from './features/session/session-provider.tsx';
import { SetupPage } from './features/session/setup-page.tsx';
import { SignInPage } from './features/session/sign-in-page.tsx';
import { SignUpPage } from './features/session/sign-up-page.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { PageFocus } from './shell/page-heading.tsx';
import { NoServer, Splash } from './shell/splash.tsx';
import { theme, variables } from './theme/theme.ts';

const Pages = lazy(async () => {
  const { Pages } = await import('./pages.tsx');
  return { default: Pages };
});

// With Socket.IO's client, which nothing else here needs.
const SocialPages = lazy(async () => {
  const { SocialPages } = await import('./features/social/social-pages.tsx');
  return { default: SocialPages };
});

function Social({ page }: { readonly page: 'portal' | 'people' }): ReactNode {
  return (
    <Suspense fallback={<Splash />}>
      <SocialPages page={page} />
    </Suspense>
  );
}

/** The whole app. */
export function App(): ReactNode {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <ErrorBoundary>
        <PageFocus>
          <Switch>
            <Route path="/portal">
              <Social page="portal" />
            </Route>
            <Route path="/people">
              <Social page="people" />
            </Route>
            <Route>
              <SessionProvider>
                <Doors />
              </SessionProvider>
            </Route>
          </Switch>
        </PageFocus>
      </ErrorBoundary>
    </MantineProvider>
  );
}

/** Which side of the door one is on. */
function Doors(): ReactNode {
  const { state, refresh } = useSession();
  if (state.name === 'loading') return <Splash />;
  if (state.name === 'failed') {
    return <NoServer error={state.error} onRetry={refresh} />;
  }
  return state.name === 'in' ? <Inside memberId={state.member.id} /> : <Outside {...state} />;
}

function Outside({ server }: { readonly server: ServerInfo }): ReactNode {
  return (
    <Switch>
      <Route path="/setup">
        <SetupPage />
      </Route>
      <Route path="/signup">{server.signUp ? <SignUpPage /> : <Redirect to="/" replace />}</Route>
      <Route>
        <SignInPage server={server} />
      </Route>
    </Switch>
  );
}

function Inside({ memberId }: { readonly memberId: number }): ReactNode {
  const [path] = useLocation();
  if (path === '/signup' || path === '/setup') return <Redirect to="/" replace />;
  return (
    <Suspense fallback={<Splash />}>
      <Pages key={memberId} />
    </Suspense>
  );
}
