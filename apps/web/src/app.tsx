import { MantineProvider } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import { Redirect, Route, Switch } from 'wouter';
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

/** The whole app. */
export function App(): ReactNode {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <ErrorBoundary>
        <PageFocus>
          <SessionProvider>
            <Doors />
          </SessionProvider>
        </PageFocus>
      </ErrorBoundary>
    </MantineProvider>
  );
}

/** Which side of the door one is on. */
function Doors(): ReactNode {
  const { state, refresh } = useSession();
  switch (state.name) {
    case 'loading':
      return <Splash />;
    case 'failed':
      return <NoServer error={state.error} onRetry={() => void refresh()} />;
    case 'out':
      return (
        <Switch>
          <Route path="/setup">
            <SetupPage />
          </Route>
          <Route path="/signup">
            {state.server.signUp ? <SignUpPage /> : <Redirect to="/" replace />}
          </Route>
          <Route>
            <SignInPage server={state.server} />
          </Route>
        </Switch>
      );
    case 'in':
      return (
        <Switch>
          <Route path="/signup">
            <Redirect to="/" replace />
          </Route>
          <Route path="/setup">
            <Redirect to="/" replace />
          </Route>
          <Route>
            <Suspense fallback={<Splash />}>
              <Pages key={state.member.id} />
            </Suspense>
          </Route>
        </Switch>
      );
  }
}
