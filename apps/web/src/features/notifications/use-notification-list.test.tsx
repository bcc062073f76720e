// @vitest-environment happy-dom
import type { NotificationView } from '@parley/domains/notifications/schema';
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { NotificationsContext } from './notifications-context.ts';
import { useNotificationList } from './use-notification-list.ts';

const item = (id: number, read = false): NotificationView => ({
  id,
  notification_type: 'mention',
  actor: null,
  display_action: `Number ${id}`,
  text: '',
  chat_room_uuid: null,
  chat_room_message_id: null,
  parent_message_id: null,
  action_web_url: null,
  created_at: '2026-11-20T10:00:00.000Z',
  read_at: read ? '2026-11-20T10:00:00.000Z' : null,
  archived_at: null,
});

/** A server with these notifications; `down`: it refuses what is done. */
function serve(all: readonly NotificationView[]) {
  const server = { all, down: false, asked: [] as string[], slow: Promise.resolve() };
  vi.stubGlobal('fetch', async (path: string, init: { method: string }) => {
    server.asked.push(`${init.method} ${path.replace('/api/headless/v1', '')}`);
    const { slow } = server;
    if (init.method !== 'GET') {
      await slow;
      return new Response(null, { status: server.down ? 503 : 204 });
    }
    const page = Number(new URLSearchParams(path.split('?')[1]).get('page'));
    const records = server.all.slice((page - 1) * 20, page * 20);
    await slow;
    return Response.json({ records, has_next_page: server.all.length > page * 20 });
  });
  return server;
}

/** What is asked from now on waits for its answer until the result is called; what comes after does not. */
function hold(server: ReturnType<typeof serve>): () => void {
  let answer = (): void => {};
  server.slow = new Promise((resolve) => (answer = resolve));
  return () => {
    server.slow = Promise.resolve();
    answer();
  };
}

async function show() {
  const listeners = new Set<(fresh: NotificationView | undefined) => void>();
  const value = {
    count: 0,
    reset: () => {},
    listen(listener: (fresh: NotificationView | undefined) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
    <NotificationsContext value={value}>{children}</NotificationsContext>
  );
  const { result } = renderHook(() => useNotificationList('all'), { wrapper });
  await vi.waitFor(() => expect(result.current.items).toBeDefined());
  const tell = (fresh?: NotificationView): void =>
    act(() => {
      for (const listener of listeners) listener(fresh);
    });
  return { result, tell, ids: () => result.current.items?.map(({ id }) => id) };
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('C11: what comes stands on top, once, and the next page is joined without a double', async () => {
  const all = Array.from({ length: 30 }, (_, n) => item(30 - n));
  const server = serve(all);
  const { result, tell, ids } = await show();
  expect(result.current.hasMore).toBe(true);
  server.all = [item(31), ...all];
  tell(item(31));
  tell(item(31));
  expect(ids()?.slice(0, 3)).toEqual([31, 30, 29]);
  act(() => result.current.more());
  await vi.waitFor(() => expect(ids()).toHaveLength(31));
  expect(result.current.hasMore).toBe(false);
});

it('shows at once what is done, and takes it back when the server refuses', async () => {
  const server = serve([item(2), item(1)]);
  const { result, ids } = await show();
  act(() => result.current.markAsRead(2));
  expect(result.current.items?.[0]?.read_at).not.toBeNull();
  server.down = true;
  act(() => result.current.remove(1));
  expect(ids()).toEqual([2]);
  await vi.waitFor(() => expect(ids()).toEqual([2, 1]));
  expect(result.current.error?.code).toBe('offline');
  expect(server.asked).toContain('POST /notifications/2/mark_as_read');
  expect(server.asked).toContain('DELETE /notifications/1');
});

it('does not bring back what was removed with an answer from before', async () => {
  const server = serve([item(3), item(2), item(1)]);
  const { result, tell, ids } = await show();
  const pending = hold(server);
  tell();
  server.all = [item(3), item(2)];
  act(() => result.current.remove(1));
  await act(async () => pending());
  await vi.waitFor(() => expect(result.current.loading).toBe(false));
  expect(ids()).toEqual([3, 2]);

  // What is told while a change is under way is asked once it is done.
  const done = hold(server);
  act(() => result.current.remove(2));
  tell();
  tell();
  expect(server.asked.filter((asked) => asked.startsWith('GET'))).toHaveLength(3);
  server.all = [item(3)];
  await act(async () => done());
  await vi.waitFor(() => expect(server.asked.at(-1)).toContain('GET'));
  await vi.waitFor(() => expect(result.current.loading).toBe(false));
  expect(ids()).toEqual([3]);
  expect(server.asked.filter((asked) => asked.startsWith('GET'))).toHaveLength(4);
});
