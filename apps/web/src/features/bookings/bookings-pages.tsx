import type { ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import { NotFound } from '../../shell/not-found.tsx';
import { AskPage } from './ask-page.tsx';
import { BookingPage } from './booking-page.tsx';
import { ChangesProvider } from './changes.tsx';
import { MeetingsPage } from './meetings-page.tsx';
import { OpeningsPage } from './openings-page.tsx';
import { RequestsPage } from './requests-page.tsx';
import { EditSchedulePage, NewSchedulePage } from './schedule-pages.tsx';
import { SchedulesPage } from './schedules-page.tsx';

/** The pages of schedules, requests and meetings. */
export function BookingsPages(): ReactNode {
  return (
    <ChangesProvider>
      <Switch>
        <Route path="/bookings">
          <MeetingsPage />
        </Route>
        <Route path="/bookings/requests">
          <RequestsPage />
        </Route>
        <Route path="/bookings/ask">
          <AskPage />
        </Route>
        <Route path="/bookings/ask/:id">{({ id }) => <OpeningsPage id={Number(id)} />}</Route>
        <Route path="/bookings/schedules">
          <SchedulesPage />
        </Route>
        <Route path="/bookings/schedules/new">
          <NewSchedulePage />
        </Route>
        <Route path="/bookings/schedules/:id">
          {({ id }) => <EditSchedulePage id={Number(id)} />}
        </Route>
        <Route path="/bookings/:id">{({ id }) => <BookingPage key={id} id={Number(id)} />}</Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </ChangesProvider>
  );
}
