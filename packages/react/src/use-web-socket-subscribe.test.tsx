// @vitest-environment happy-dom
import { StrictMode, useEffect, useState, type JSX, type ReactNode } from 'react';
import { act, cleanup, render } from '@testing-library/react';
import type { Client, Member } from '@parley/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { world, type World } from '../../client/src/testing/setup.ts';
import { useWebSocketSubscribe, type UseWebSocketSubscribe } from './use-web-socket-subscribe.ts';
import { WebSocketProvider } from './web-socket-provider.tsx';

afterEach(cleanup);

type Text = string;

function setUp(): { w: World; me: Client; settle: (ms?: number) => Promise<void> } {
  const w = world();
  const me = w.client(1);
  return { w, me, settle: (ms = 0) => act(() => w.clock.advanceAsync(ms)) };
}

const within = (me: Client, children: ReactNode): JSX.Element => (
  <StrictMode>
    <WebSocketProvider client={me}>{children}</WebSocketProvider>
  </StrictMode>
);

describe('useWebSocketSubscribe', () => {
  it('under StrictMode neither doubles a message nor drops the subscription', async () => {
    const { w, me, settle } = setUp();
    const got: Text[] = [];
    function Page(): null {
      useWebSocketSubscribe<Text>('t', ({ payload }) => void got.push(payload));
      return null;
    }
    w.server.publish('t', 'said', 'old');
    render(within(me, <Page />));
    await settle();
    w.server.publish('t', 'said', 'new');
    await settle(5_000);
    w.server.publish('t', 'said', 'later');
    await settle();
    expect(got).toEqual(['old', 'new', 'later']);
    expect(w.server.seen.map((frame) => frame.op)).toEqual(['subscribe']);
    expect(w.server.attempts).toBe(1);
  });

  it('calls the newest closure, without subscribing again', async () => {
    const { w, me, settle } = setUp();
    const got: string[] = [];
    let rename = (_name: string): void => {};
    function Page(): null {
      const [name, setName] = useState('first');
      rename = setName;
      useWebSocketSubscribe<Text>('t', ({ payload }) => void got.push(`${name}: ${payload}`));
      return null;
    }
    render(within(me, <Page />));
    await settle();
    w.server.publish('t', 'said', 'a');
    await settle();
    act(() => rename('second'));
    w.server.publish('t', 'said', 'b');
    await settle();
    expect(got).toEqual(['first: a', 'second: b']);
    expect(w.server.seen.filter((f) => f.op === 'subscribe')).toHaveLength(1);
  });

  it('the userList of the closure holds every sender, known before or not, and order is kept', async () => {
    const { w, me } = setUp();
    const got: string[] = [];
    const unattributed: string[] = [];
    function Page(): null {
      const { userList } = useWebSocketSubscribe<Text>('t', ({ sender, payload }) => {
        const user = [...userList.values()].find((u) => u.cids.includes(sender));
        if (user === undefined) unattributed.push(payload);
        got.push(payload);
      });
      return null;
    }
    const expected: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      expected.push(`old ${n}`);
      w.server.publish('t', 'said', `old ${n}`, { member: n, sender: `gone ${n}` });
    }
    render(within(me, <Page />));
    // Outside of act: React renders when it likes, messages come when they like.
    for (let n = 0; n < 30; n += 1) {
      const guest = w.server.visitor(200 + n, 't');
      expected.push(`new ${n}`, `rest ${n}`);
      w.server.publish('t', 'said', `new ${n}`, { member: 200 + n, sender: guest.cid });
      w.server.publish('t', 'said', `rest ${n}`, { member: 500 + n });
      guest.leave();
      await w.settle();
    }
    await act(() => w.settle());
    expect(got).toEqual(expected);
    expect(unattributed).toEqual([]);
  });

  it('subscriber and unsubscriber change once per person, also when many come at once', async () => {
    const { w, me, settle } = setUp();
    const seen: string[] = [];
    function Page(): null {
      const { subscriber, unsubscriber } = useWebSocketSubscribe('t', () => {});
      useEffect(() => void (subscriber && seen.push(`+${subscriber.scid}`)), [subscriber]);
      useEffect(() => void (unsubscriber && seen.push(`-${unsubscriber.scid}`)), [unsubscriber]);
      return null;
    }
    w.server.visitor(9, 't');
    render(within(me, <Page />));
    await settle();
    const guests = [2, 3, 4].map((member) => w.server.visitor(member, 't'));
    await settle();
    expect(seen).toEqual(['+m2', '+m3', '+m4']);
    for (const guest of guests) guest.leave();
    await settle();
    w.server.visitor(2, 't');
    await settle();
    expect(seen.slice(3)).toEqual(['-m2', '-m3', '-m4', '+m2']);
  });

  it('a callback that throws does not take the page down, and the next message comes', async () => {
    const { w, me, settle } = setUp();
    const got: Text[] = [];
    const uncaught: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => uncaught.push(error));
    function Page(): JSX.Element {
      useWebSocketSubscribe<Text>('t', ({ payload }) => {
        if (payload === 'bad') throw new TypeError('bad payload');
        got.push(payload);
      });
      return <p>still here</p>;
    }
    const { getByText } = render(within(me, <Page />));
    await settle();
    w.server.publish('t', 'said', 'bad');
    w.server.publish('t', 'said', 'good');
    await settle();
    vi.unstubAllGlobals();
    expect(got).toEqual(['good']);
    expect(uncaught).toMatchObject([{ message: 'bad payload' }]);
    expect(getByText('still here')).toBeTruthy();
  });

  it('a crowd that comes at once is told one by one', async () => {
    const { w, me, settle } = setUp();
    let came = 0;
    function Page(): null {
      const { subscriber } = useWebSocketSubscribe('t', () => {});
      useEffect(() => void (subscriber && (came += 1)), [subscriber]);
      return null;
    }
    render(within(me, <Page />));
    await settle();
    for (let n = 0; n < 120; n += 1) w.server.visitor(100 + n, 't');
    await settle();
    expect(came).toBe(120);
  });

  it('another topic begins with nothing of the one before', async () => {
    const { w, me, settle } = setUp();
    const got: string[] = [];
    const lists: Map<string, Member>[] = [];
    function Page({ topic }: { topic: string }): null {
      const { userList } = useWebSocketSubscribe<Text>(
        topic,
        ({ payload, topic: of }) => void got.push(`${of} ${payload}`),
      );
      lists.push(userList);
      return null;
    }
    w.server.publish('a', 'said', '1', { member: 5 });
    w.server.publish('b', 'said', '2', { member: 6 });
    const { rerender } = render(within(me, <Page topic="a" />));
    await settle();
    expect([...(lists.at(-1)?.keys() ?? [])]).toEqual(['m1', 'm5']);
    rerender(within(me, <Page topic="b" />));
    expect([...(lists.at(-1)?.keys() ?? [])]).toEqual([]);
    await settle(1_000);
    expect([...(lists.at(-1)?.keys() ?? [])]).toEqual(['m1', 'm6']);
    expect(got).toEqual(['a 1', 'b 2']);
    expect(w.server.seen.at(-1)).toMatchObject({ op: 'unsubscribe', topic: 'a' });
  });

  it('tells what is on its way, what was refused, and the connection', async () => {
    const { w, me, settle } = setUp();
    let now: UseWebSocketSubscribe<Text> | undefined;
    function Page(): null {
      now = useWebSocketSubscribe<Text>('t', () => {});
      return null;
    }
    let refusal: string | undefined = 'busy';
    w.server.refuse = (frame) => (frame.op === 'transmit' ? refusal : undefined);
    render(within(me, <Page />));
    expect(now).toMatchObject({ connected: false, connectionId: '', joined: false });
    await settle();
    expect(now).toMatchObject({ connected: true, connectionId: me.connectionId, joined: true });
    let stored: Promise<unknown> | undefined;
    act(() => {
      stored = now?.storeMessage('said', 'x');
    });
    await settle();
    expect(now?.pending).toMatchObject([
      { payload: 'x', state: 'waiting', error: { code: 'busy' } },
    ]);
    refusal = undefined;
    act(() => now?.pending[0]?.retry());
    await settle();
    await stored;
    expect(now?.pending).toEqual([]);
    refusal = 'forbidden';
    act(() => void now?.sendMessage('said', 'y'));
    await settle();
    expect(now?.error).toMatchObject({ code: 'forbidden' });
  });
});
