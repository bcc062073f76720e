// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { createClient } from '@parley/client';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../../client/src/testing/fake-clock.ts';
import { ModelServer } from '../../../client/src/testing/model-server.ts';
import { WebSocketProvider } from '../web-socket-provider.tsx';
import { TYPING_EVERY, useChatRoom } from './use-chat-room.ts';
import { TYPING_FOR, WhoTypes } from './who-types.ts';

const TOPIC = 'room:u';

async function open() {
  const clock = new FakeClock();
  const server = new ModelServer({ clock });
  const make = (member: number) =>
    createClient({
      url: 'http://server.test',
      ticket: server.ticket(member),
      webSocket: server.webSocket,
      storage: null,
      clock,
    });
  const [me, ben] = [make(1), make(2)];
  ben.connect();
  ben.subscribe(TOPIC, () => {});
  const heard: string[] = [];
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
    <WebSocketProvider client={me}>{children}</WebSocketProvider>
  );
  const hook = renderHook(
    ({ mark }: { mark: string }) =>
      useChatRoom('u', 1, { newMessage: ({ body }) => heard.push(`${mark} ${body}`) }),
    { wrapper, initialProps: { mark: 'a' } },
  );
  const settle = (): Promise<void> => act(() => clock.settle());
  await settle();
  return {
    server,
    heard,
    settle,
    rerender: hook.rerender,
    room: () => hook.result.current,
    types: async (name = 'Ben'): Promise<void> => {
      const payload = { event: 'typing', community_member_id: 2, name, parent_message_id: null };
      void ben.transmit(false, 'typing', TOPIC, payload);
      await settle();
    },
    says: async (body: string, id: string): Promise<void> => {
      const sender = { community_member_id: 2 };
      const message = { event: 'newMessage', body, sender, parent_message_id: null };
      void ben.transmit(true, 'newMessage', TOPIC, { ...message, creation_uuid: id });
      await settle();
    },
  };
}

describe('a room that is mounted', () => {
  afterEach(cleanup);

  it('tells its events to the newest handlers, and who is there', async () => {
    const { room, says, heard, rerender } = await open();
    expect(room()).toMatchObject({ joined: true, count: 2 });
    await says('one', 'x');
    rerender({ mark: 'b' });
    await says('two', 'y');
    expect(heard).toEqual(['a one', 'b two']);
  });

  it('shows what is on its way until its event comes', async () => {
    const { room, says, settle } = await open();
    let id = '';
    act(() => {
      ({ id } = room().send({ body: 'Hi' }));
    });
    expect(room().pending).toMatchObject([{ id, body: 'Hi' }]);
    await settle();
    expect(room().pending).toMatchObject([{ id, state: 'sending' }]);
    await says('Hi', id);
    expect(room().pending).toEqual([]);
  });

  it('names who types until what they wrote is there', async () => {
    const { room, types, says } = await open();
    await types();
    expect(room().typing.map(({ name }) => name)).toEqual(['Ben']);
    await says('done', 'x');
    expect(room().typing).toEqual([]);
  });

  it('tells that one types as often as the others need to hear it, and again after a message', async () => {
    const { room, server, settle } = await open();
    const now = vi.spyOn(Date, 'now');
    const signs = (): number =>
      server.seen.filter((frame) => frame.op === 'transmit' && frame.action === 'typing').length;
    now.mockReturnValue(10_000_000);
    room().tellTyping();
    room().tellTyping();
    await settle();
    expect(signs()).toBe(1);
    room().tellTyping(7);
    now.mockReturnValue(10_000_000 + TYPING_EVERY);
    room().tellTyping(7);
    await settle();
    expect(signs()).toBe(3);
    act(() => void room().send({ body: 'x' }));
    room().tellTyping(7);
    await settle();
    expect(signs()).toBe(4);
    now.mockRestore();
  });
});

describe('who types', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const ada = { community_member_id: 1, name: 'Ada', parent_message_id: null };

  it('is over a while after the last sign', () => {
    const who = new WhoTypes(() => {});
    who.sign(ada);
    vi.advanceTimersByTime(TYPING_FOR - 1);
    who.sign(ada);
    vi.advanceTimersByTime(TYPING_FOR - 1);
    expect(who.list).toEqual([ada]);
    vi.advanceTimersByTime(1);
    expect(who.list).toEqual([]);
  });

  it('is over when they leave; in a thread it is another thing than in the room', () => {
    const who = new WhoTypes(() => {});
    who.sign(ada);
    who.sign({ ...ada, parent_message_id: 7 });
    who.wrote(1, null);
    expect(who.list).toEqual([{ ...ada, parent_message_id: 7 }]);
    who.left(['m1']);
    expect(who.list).toEqual([]);
  });
});
