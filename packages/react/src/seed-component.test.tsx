// @vitest-environment happy-dom
import { StrictMode, type ComponentType, type JSX } from 'react';
import { act, cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { world } from '../../client/src/testing/setup.ts';
import { WebSocketProvider } from './web-socket-provider.tsx';

// Not written for `strict`: its types are looked at by `seed-types.test.ts`, without it.
interface ConversationProps {
  readonly roomId?: string;
  readonly onSubscriber: () => void;
  readonly onUnsubscriber: () => void;
}
const { Conversation } = await vi.importActual<{ Conversation: ComponentType<ConversationProps> }>(
  './testing-fixtures/conversation.tsx',
);

afterEach(cleanup);

describe('a component written for awayto/hooks', () => {
  it('A2 A3 A4 waits for its topic, attributes old and new messages, sees each person come and go once', async () => {
    const { server, client, clock } = world();
    const settle = (ms = 0) => act(() => clock.advanceAsync(ms));
    for (const n of [1, 2]) {
      server.publish(
        'chat:1',
        'stored-message',
        { message: `old ${n}` },
        { member: 7, sender: 'gone' },
      );
    }
    const me = client(1);
    const came = vi.fn<() => void>();
    const went = vi.fn<() => void>();
    const page = (roomId?: string): JSX.Element => (
      <StrictMode>
        <WebSocketProvider client={me}>
          <Conversation {...(roomId && { roomId })} onSubscriber={came} onUnsubscriber={went} />
        </WebSocketProvider>
      </StrictMode>
    );
    const { rerender, container, getByText } = render(page());
    await settle();
    expect(container.querySelector('p')?.textContent).toBe(me.connectionId);
    expect(server.seen).toEqual([]);

    rerender(page('chat:1'));
    await settle();
    const lines = (): (string | null)[] =>
      [...container.querySelectorAll('li')].map((li) => li.textContent);
    expect(lines()).toEqual([
      'Member 7: old 1 (stored-message, true)',
      'Member 7: old 2 (stored-message, true)',
    ]);

    fireEvent.click(getByText('keep'));
    await settle();
    fireEvent.click(getByText('pass'));
    await settle();
    expect(lines().slice(2)).toEqual([
      'Member 1: to be kept (stored-message, true)',
      'Member 1: in passing (normal-message, false)',
    ]);
    expect(server.log('chat:1').head).toBe(3);
    expect(came).toHaveBeenCalledTimes(0);

    const [a, b] = [server.visitor(2, 'chat:1'), server.visitor(3, 'chat:1')];
    const secondTab = server.visitor(2, 'chat:1');
    await settle();
    expect(came).toHaveBeenCalledTimes(2);
    a.leave();
    await settle();
    expect(went).toHaveBeenCalledTimes(0);
    secondTab.leave();
    b.leave();
    await settle();
    expect(went).toHaveBeenCalledTimes(2);
  });
});
