import type { NotificationView } from '@parley/domains/notifications/schema';
import { createContext, useContext } from 'react';

export interface NotificationsContextType {
  /** How many are new. */
  readonly count: number;
  /** Nothing is new any more. */
  readonly reset: () => void;
  /** Listens for new ones, and for a change of the rest (`undefined`: ask again); the answer stops it. */
  readonly listen: (listener: (fresh: NotificationView | undefined) => void) => () => void;
}

export const NotificationsContext = createContext<NotificationsContextType | undefined>(undefined);

/** One's notifications. Only below `NotificationsProvider`. */
export function useNotifications(): NotificationsContextType {
  const notifications = useContext(NotificationsContext);
  if (notifications === undefined) {
    throw new Error('There is no NotificationsProvider above this component.');
  }
  return notifications;
}
