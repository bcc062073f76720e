// @vitest-environment happy-dom
import { StrictMode, useState, type JSX } from 'react';
import { act, cleanup, render, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { callWorld, come, TOPIC, type CallWorld } from '../../../client/src/testing/call-world.ts';
import { FakeBrowser } from '../../../client/src/testing/fake-call.ts';
import type { TopicMessage } from '../exchange/topic-message.ts';
import { WebSocketProvider } from '../web-socket-provider.tsx';
import { useWSCall, type WSCallContextType } from './ws-call-context.ts';
import { WSCallProvider } from './ws-call-provider.tsx';

interface Shown {
  readonly world: CallWorld;
  readonly browser: FakeBrowser;
  readonly call: () => WSCallContextType;
  readonly list: () => readonly TopicMessage[];
  readonly settle: (ms?: number) => Promise<void>;
  readonly unmount: () => void;
}

/** A page of member 1 with the provider, mounted twice as StrictMode does. */
async function show(): Promise<Shown> {
  const world = callWorld();
  const client = world.client(1);
  client.connect();
  const browser = new FakeBrowser(world.net);
  const options = {
    platform: browser,
    clock: world.clock,
    iceServers: async () => ({ iceServers: [] }),
  };
  let call: WSCallContextType | undefined;
  function Exchange(): JSX.Element {
    call = useWSCall();
    return <p>{call.state}</p>;
  }
  let list: readonly TopicMessage[] = [];
  function Page(): JSX.Element {
    const [topicMessages, setTopicMessages] = useState<TopicMessage[]>([]);
    list = topicMessages;
    const shared = { topicMessages, setTopicMessages };
    return (
      <WSCallProvider topicId={TOPIC} options={options} {...shared}>
        <Exchange />
      </WSCallProvider>
    );
  }
  const { unmount } = render(
    <StrictMode>
      <WebSocketProvider client={client}>
        <Page />
      </WebSocketProvider>
    </StrictMode>,
  );
  const settle = (ms = 0): Promise<void> => act(() => world.pass(ms));
  await settle();
  return {
    world,
    browser,
    call: () => call as WSCallContextType,
    list: () => list,
    settle,
    unmount,
  };
}

describe('WSCallProvider', () => {
  afterEach(cleanup);

  it('joins once in StrictMode, and shows the call to what is below', async () => {
    const { world, call, browser, settle } = await show();
    expect(call()).toMatchObject({ state: 'idle', ready: true, topicId: TOPIC });
    const ben = await world.page(2);
    await act(() => come(world, ben));
    expect([...call().participants.values()].map(({ member }) => member?.name)).toEqual([
      'Member 2',
    ]);
    await act(async () => {
      const joined = call().join({ video: true });
      await world.settle();
      await joined;
    });
    await settle(100);
    expect(call()).toMatchObject({ state: 'active', media: { audio: true, video: true } });
    expect(browser.made).toHaveLength(1);
    expect([...call().participants.values()][0]?.state).toBe('connected');
  });

  it('B5 tells in the shared list who came into the call and who left it, once per person', async () => {
    const { world, list, settle } = await show();
    const [ben, tab] = [await world.page(2), await world.page(2)];
    await act(() => come(world, ben, tab));
    ben.call.leave();
    await settle(10);
    tab.call.leave();
    await settle(10);
    expect(list().map(({ kind, name, message }) => [kind, name, message])).toEqual([
      ['notice', 'Member 2', 'joined the call'],
      ['notice', 'Member 2', 'left the call'],
    ]);
  });

  it('leaves the call and gives the microphone back when it is unmounted', async () => {
    const { world, call, browser, settle, unmount } = await show();
    const ben = await world.page(2);
    await act(() => come(world, ben));
    await act(async () => {
      const joined = call().join();
      await world.settle();
      await joined;
    });
    await settle(100);
    unmount();
    await settle(1_000);
    expect(browser.live('audio')).toBeUndefined();
    expect(ben.call.snapshot.participants.size).toBe(0);
  });

  it('is needed above whoever asks for the call', () => {
    expect(() => renderHook(() => useWSCall())).toThrow('no WSCallProvider');
  });
});
