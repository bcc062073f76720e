import { onNotifications } from '@parley/client/chat';
import type { NotificationView } from '@parley/domains/notifications/schema';
import { useClient } from '@parley/react';
import { useCallback, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { notificationsApi } from '../../api/notifications.ts';
import { useMember } from '../session/session-context.ts';
import { isOnDesk, showOnDesk } from './desk.ts';
import { NewCount } from './new-count.ts';
import { NotificationsContext, type NotificationsContextType } from './notifications-context.ts';
import { isShownAt, linkOf } from './place.ts';

/** Holds how many notifications are new, and hands on those that come. */
export function NotificationsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useClient();
  const { id } = useMember();
  const [, navigate] = useLocation();
  const counter = useMemo(() => new NewCount(() => notificationsApi.counts()), []);
  const count = useSyncExternalStore(counter.subscribe, () => counter.value);
  const listeners = useMemo(() => new Set<(fresh: NotificationView | undefined) => void>(), []);

  useEffect(() => {
    function tell(fresh: NotificationView | undefined): void {
      for (const listener of listeners) listener(fresh);
    }
    function again(): void {
      void counter.load();
      tell(undefined);
    }
    // Who reads along in the room is not called to it.
    function look(fresh: NotificationView): void {
      const { pathname, search } = globalThis.location;
      if (!isShownAt(fresh, pathname, search)) return;
      const others = counter.value > 0;
      notificationsApi
        .markAsRead(fresh.id)
        .then(() => (others ? undefined : notificationsApi.reset()))
        // It stays in the list, to be read there.
        .catch(() => {});
    }
    again();
    const subscription = onNotifications(client, id, {
      newNotification(fresh) {
        tell(fresh);
        if (document.visibilityState === 'visible') return look(fresh);
        if (!isOnDesk(globalThis.localStorage, id)) return;
        showOnDesk(fresh, () => {
          const link = linkOf(fresh);
          if (link !== undefined) navigate(link);
        });
      },
      updateNewNotificationCount: (told) => counter.told(told.new_notifications_count),
      resetNewNotificationCount() {
        counter.told(0);
        // Read elsewhere, perhaps.
        tell(undefined);
      },
      ready: ({ fresh }) => {
        if (fresh) again();
      },
      gap: again,
    });
    return () => subscription.leave();
  }, [client, id, counter, listeners, navigate]);

  const listen = useCallback<NotificationsContextType['listen']>(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [listeners],
  );
  const reset = useCallback(() => {
    counter.told(0);
    notificationsApi.reset().catch(() => counter.load());
  }, [counter]);
  const value = useMemo(() => ({ count, reset, listen }), [count, reset, listen]);
  return <NotificationsContext value={value}>{children}</NotificationsContext>;
}
