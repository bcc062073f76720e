import type { NotificationQuery, NotificationView } from '@parley/domains/notifications/schema';
import { useCallback, useEffect, useRef, useState } from 'react';
import { toApiError, type ApiError } from '../../api/api-error.ts';
import { notificationsApi } from '../../api/notifications.ts';
import { merged } from './notification-list.ts';
import { useNotifications } from './notifications-context.ts';

const PER_PAGE = 20;

interface List {
  readonly items: readonly NotificationView[] | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly reload: () => void;
  readonly markAsRead: (id: number) => void;
  readonly markAllAsRead: () => void;
  readonly archive: (id: number) => void;
  readonly remove: (id: number) => void;
}

/** The notifications of a kind, live while they are looked at. */
export function useNotificationList(status: NotificationQuery['status']): List {
  const { listen } = useNotifications();
  const [items, setItems] = useState<readonly NotificationView[]>();
  const [error, setError] = useState<ApiError>();
  const [loading, setLoading] = useState(true);
  const [hasMore, setHasMore] = useState(false);
  const stop = useRef(new AbortController());
  const asking = useRef(false);
  const acting = useRef(0);
  const stale = useRef(false);

  /** `below`: the page after so many, else all anew. */
  const ask = useCallback(
    async (below?: number): Promise<void> => {
      // What is answered now may be from before the change that is under way, and would undo it here.
      if (acting.current > 0) {
        stale.current = true;
        return;
      }
      stop.current.abort();
      const { signal } = (stop.current = new AbortController());
      asking.current = true;
      setLoading(true);
      // Whole pages only: those that went away moved the rest up, what comes twice is merged.
      const page = below === undefined ? 1 : Math.floor(below / PER_PAGE) + 1;
      try {
        const answer = await notificationsApi.list(
          { status, page, per_page: PER_PAGE, sort: 'newest' },
          signal,
        );
        if (signal.aborted) return;
        setItems((before) => merged((below !== undefined && before) || [], answer.records));
        setHasMore(answer.has_next_page);
        setError(undefined);
      } catch (thrown) {
        if (signal.aborted) return;
        setError(toApiError(thrown));
      }
      asking.current = false;
      setLoading(false);
    },
    [status],
  );
  useEffect(() => {
    setItems(undefined);
    void ask();
    return () => stop.current.abort();
  }, [ask]);
  useEffect(
    () =>
      listen((fresh) => {
        if (fresh === undefined) void ask();
        else if (status !== 'archived') setItems((before) => before && merged(before, [fresh]));
      }),
    [listen, ask, status],
  );

  /** Shows the change at once; a refusal shows how it really is. */
  async function act(
    change: (before: readonly NotificationView[]) => readonly NotificationView[],
    door: () => Promise<unknown>,
  ): Promise<void> {
    acting.current += 1;
    if (asking.current) {
      stop.current.abort();
      stale.current = true;
    }
    setItems((before) => before && change(before));
    let refusal: ApiError | undefined;
    try {
      await door();
    } catch (thrown) {
      refusal = toApiError(thrown);
      stale.current = true;
    }
    acting.current -= 1;
    if (stale.current && acting.current === 0) {
      stale.current = false;
      await ask();
    }
    if (refusal !== undefined) setError(refusal);
  }
  const now = (): string => new Date().toISOString();
  const without = (id: number) => (before: readonly NotificationView[]) =>
    before.filter((item) => item.id !== id);
  return {
    items,
    error,
    loading,
    hasMore,
    more: () => void ask(items?.length ?? 0),
    reload: () => void ask(),
    markAsRead: (id) =>
      void act(
        (before) => before.map((item) => (item.id === id ? { ...item, read_at: now() } : item)),
        () => notificationsApi.markAsRead(id),
      ),
    markAllAsRead: () =>
      void act(
        (before) => before.map((item) => ({ ...item, read_at: item.read_at ?? now() })),
        () => notificationsApi.markAllAsRead(),
      ),
    archive: (id) => void act(without(id), () => notificationsApi.archive(id)),
    remove: (id) => void act(without(id), () => notificationsApi.remove(id)),
  };
}
