import type { RouteDeps } from '../../deps.ts';
import { below, type Route } from '../../route.ts';
import { messageRoutes } from './messages.ts';
import { notificationRoutes } from './notifications.ts';
import { participantRoutes } from './participants.ts';
import { peopleRoutes } from './people.ts';
import { roomRoutes } from './rooms.ts';
import { threadRoutes } from './threads.ts';

/** Where the member API begins. */
export const MEMBER_API = '/api/headless/v1';

/** The member API: chat and notifications, for headless clients and for our own pages alike. */
export function headlessRoutes(deps: RouteDeps): readonly Route[] {
  return below(MEMBER_API, [
    ...roomRoutes(deps),
    ...participantRoutes(deps),
    ...messageRoutes(deps),
    ...threadRoutes(deps),
    ...notificationRoutes(deps),
    ...peopleRoutes(deps),
  ]);
}
