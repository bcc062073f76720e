import { lazy, Suspense, type ReactNode } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { NotificationsProvider } from './features/notifications/notifications-provider.tsx';
import { RoomCallProvider } from './features/room-call/room-call-provider.tsx';
import { RoomPage } from './features/rooms/room-page.tsx';
import { RoomsProvider } from './features/rooms/rooms-provider.tsx';
import { Realtime } from './realtime/realtime.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { Frame } from './shell/frame.tsx';
import { NotFound } from './shell/not-found.tsx';

const SettingsPage = lazy(async () => {
  const { SettingsPage } = await import('./features/settings/settings-page.tsx');
  return { default: SettingsPage };
});

const BookingsPages = lazy(async () => {
  const { BookingsPages } = await import('./features/bookings/bookings-pages.tsx');
  return { default: BookingsPages };
});

const ExchangePage = lazy(async () => {
  const { ExchangePage } = await import('./features/exchange/exchange-page.tsx');
  return { default: ExchangePage };
});

/** The pages of somebody who is signed in. */
export function Pages(): ReactNode {
  const [path] = useLocation();
  return (
    <Realtime>
      <RoomsProvider>
        <NotificationsProvider>
          <RoomCallProvider>
            <Frame>
              <ErrorBoundary resetKey={path}>
                <Suspense fallback={null}>
                  <Switch>
                    <Route path="/rooms/:uuid">{({ uuid }) => <RoomPage uuid={uuid} />}</Route>
                    <Route path="/bookings/*?">
                      <BookingsPages />
                    </Route>
                    <Route path="/app/exchange/:id">{({ id }) => <ExchangePage id={id} />}</Route>
                    <Route path="/settings">
                      <SettingsPage />
                    </Route>
                    <Route>
                      <NotFound />
                    </Route>
                  </Switch>
                </Suspense>
              </ErrorBoundary>
            </Frame>
          </RoomCallProvider>
        </NotificationsProvider>
      </RoomsProvider>
    </Realtime>
  );
}
