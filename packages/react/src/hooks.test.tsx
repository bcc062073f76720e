// @vitest-environment happy-dom
import { StrictMode, useEffect, type JSX, type ReactNode } from 'react';
import { act, cleanup, render, renderHook } from '@testing-library/react';
import type { Client } from '@parley/client';
import { afterEach, describe, expect, it } from 'vitest';
import { world, type World } from '../../client/src/testing/setup.ts';
import { fits } from './testing-fixtures/seed-types.ts';
import { useClient } from './use-client.ts';
import { useConnectionState } from './use-connection-state.ts';
import { useHistory } from './use-history.ts';
import { usePresence } from './use-presence.ts';
import { useWebSocket } from './use-web-socket.ts';
import { WebSocketProvider } from './web-socket-provider.tsx';

afterEach(cleanup);

function setUp(): {
  w: World;
  me: Client;
  settle: (ms?: number) => Promise<void>;
  wrapper: (props: { children: ReactNode }) => JSX.Element;
} {
  const w = world();
  const me = w.client(1);
  return {
    w,
    me,
    settle: (ms = 0) => act(() => w.clock.advanceAsync(ms)),
    wrapper: ({ children }) => (
      <StrictMode>
        <WebSocketProvider client={me}>{children}</WebSocketProvider>
      </StrictMode>
    ),
  };
}

describe('WebSocketProvider', () => {
  it('connects once for everything below it, and disconnects when it goes', async () => {
    const { w, me, settle } = setUp();
    const tree = (enabled: boolean): JSX.Element => (
      <StrictMode>
        <WebSocketProvider client={me} enabled={enabled}>
          <p>below</p>
        </WebSocketProvider>
      </StrictMode>
    );
    const { rerender, unmount } = render(tree(false));
    await settle(10_000);
    expect(w.server.attempts).toBe(0);
    rerender(tree(true));
    await settle();
    expect(me.state).toBe('open');
    rerender(tree(true));
    await settle();
    expect(w.server.attempts).toBe(1);
    rerender(tree(false));
    await expect.poll(() => me.state).toBe('closed');
    rerender(tree(true));
    await settle();
    expect(me.state).toBe('open');
    unmount();
    await expect.poll(() => me.state).toBe('closed');
    expect(w.server.open).toHaveLength(0);
  });

  it('says clearly that it is missing', () => {
    expect(() => renderHook(() => useClient())).toThrow('There is no WebSocketProvider');
  });
});

describe('useWebSocket', () => {
  it('A2 publishes and subscribes by topic', async () => {
    const { w, settle, wrapper } = setUp();
    const got: unknown[] = [];
    const { result } = renderHook(
      () => {
        const socket = useWebSocket();
        const { subscribe } = socket;
        useEffect(
          () =>
            subscribe<{ x: number }>('map', ({ payload, type }) => void got.push(type, payload.x)),
          [subscribe],
        );
        return socket;
      },
      { wrapper },
    );
    await settle();
    expect(result.current.connected).toBe(true);
    expect(fits(result.current)).toBe(result.current);
    await act(() =>
      Promise.all([result.current.transmit(true, 'moved', 'map', { x: 4 }), w.settle()]),
    );
    expect(got).toEqual(['moved', 4]);
    void result.current.transmit(false, 'moved', 'elsewhere');
    await settle();
    expect(w.server.log('elsewhere').head).toBe(0);
  });
});

describe('useHistory', () => {
  it('B4 begins with the newest page, goes on live, and fetches older pages without gap or double', async () => {
    const { w, settle, wrapper } = setUp();
    for (let n = 1; n <= 25; n += 1) w.server.publish('t', 'said', n);
    const { result } = renderHook(() => useHistory<number>('t', { limit: 10 }), { wrapper });
    const numbers = (): number[] => result.current.messages.map((m) => m.payload);
    const upTo = (from: number, to: number): number[] =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i);
    expect(result.current).toMatchObject({ messages: [], loading: true });
    await settle();
    expect(numbers()).toEqual(upTo(16, 25));
    expect(result.current).toMatchObject({ hasOlder: true, loading: false });
    // Something comes while the older page is on its way; asking twice asks once.
    await act(() => {
      const pages = [result.current.older(), result.current.older()];
      w.server.publish('t', 'said', 26);
      return Promise.all([...pages, w.settle()]);
    });
    expect(numbers()).toEqual(upTo(6, 26));
    await act(() => Promise.all([result.current.older(), w.settle()]));
    expect(numbers()).toEqual(upTo(1, 26));
    expect(result.current.hasOlder).toBe(false);
  });

  it('after a gap it holds no hole: what lies before can be fetched', async () => {
    const w = world({ resumeLimit: 2, pageSize: 5 });
    const me = w.client(1, { gapLimit: 3 });
    const wrapper = ({ children }: { children: ReactNode }): JSX.Element => (
      <WebSocketProvider client={me}>{children}</WebSocketProvider>
    );
    w.server.publish('t', 'said', 1);
    const { result } = renderHook(() => useHistory<number>('t', { limit: 5 }), { wrapper });
    await act(() => w.settle());
    w.server.open[0]?.cut();
    for (let n = 2; n <= 20; n += 1) w.server.publish('t', 'said', n);
    await act(() => w.clock.advanceAsync(1_000));
    const numbers = (): number[] => result.current.messages.map((m) => m.payload);
    expect(numbers()).toEqual([16, 17, 18, 19, 20]);
    expect(result.current.hasOlder).toBe(true);
    await act(() => Promise.all([result.current.older(), w.settle()]));
    expect(numbers()).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  });

  it('tells why there is none', async () => {
    const { w, settle, wrapper } = setUp();
    w.server.refuse = () => 'forbidden';
    const { result } = renderHook(() => useHistory('t'), { wrapper });
    await settle();
    expect(result.current).toMatchObject({ loading: false, error: { code: 'forbidden' } });
  });
});

describe('usePresence', () => {
  it('lists who is here', async () => {
    const { w, settle, wrapper } = setUp();
    const { result, rerender } = renderHook(({ topic }: { topic?: string }) => usePresence(topic), {
      wrapper,
      initialProps: {},
    });
    expect(result.current).toMatchObject({ count: 0, online: [] });
    rerender({ topic: 't' });
    const guest = w.server.visitor(2, 't');
    await settle();
    expect(result.current.online.map((m) => m.scid).sort()).toEqual(['m1', 'm2']);
    guest.leave();
    await settle();
    expect(result.current).toMatchObject({ count: 1, online: [{ scid: 'm1' }] });
  });
});

describe('useConnectionState', () => {
  it('follows the connection', async () => {
    const { w, settle, wrapper } = setUp();
    const { result } = renderHook(() => useConnectionState(), { wrapper });
    await settle();
    expect(result.current).toMatchObject({
      state: 'open',
      connected: true,
      member: { scid: 'm1' },
    });
    act(() => w.server.open[0]?.cut());
    expect(result.current).toMatchObject({ state: 'waiting', connected: false, retryIn: 500 });
    await settle(500);
    expect(result.current).toMatchObject({ state: 'open', retryIn: undefined });
  });
});
