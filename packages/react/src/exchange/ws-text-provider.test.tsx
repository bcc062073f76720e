// @vitest-environment happy-dom
import { StrictMode, useState, type JSX } from 'react';
import { act, cleanup, fireEvent, render } from '@testing-library/react';
import type { Client } from '@parley/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { world, type World } from '../../../client/src/testing/setup.ts';
import { WebSocketProvider } from '../web-socket-provider.tsx';
import { RETURN_GRACE } from './use-settled.ts';
import { useWSText, WSTextProvider, type TopicMessage, type WSTextContextType } from './index.ts';

afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

const topic = 'exchange/text:7';

let text: WSTextContextType | undefined;

function Exchange(): JSX.Element {
  text = useWSText();
  return (
    <>
      {text.chatLog}
      {text.submitMessageForm}
    </>
  );
}

function Page({ client, topicId = topic }: { client: Client; topicId?: string }): JSX.Element {
  const [topicMessages, setTopicMessages] = useState<TopicMessage[]>([]);
  return (
    <StrictMode>
      <WebSocketProvider client={client}>
        <WSTextProvider
          topicId={topicId}
          topicMessages={topicMessages}
          setTopicMessages={setTopicMessages}
          pageSize={10}
        >
          <Exchange />
        </WSTextProvider>
      </WebSocketProvider>
    </StrictMode>
  );
}

function setUp(): World & {
  me: Client;
  pass: (ms?: number) => Promise<void>;
  lines: () => string[];
} {
  const w = world();
  return {
    ...w,
    me: w.client(1),
    pass: (ms = 0) => act(() => w.clock.advanceAsync(ms)),
    lines: () =>
      (text?.topicMessages ?? []).map(({ kind, name, message }) =>
        kind === 'text' ? `${name}: ${message}` : `${name} ${message}`,
      ),
  };
}

describe('WSTextProvider', () => {
  it('B5 tells who entered and who left once a person, with several tabs, providers and a reconnect', async () => {
    const { server, me, pass, lines } = setUp();
    server.visitor(2, topic);
    render(<Page client={me} />);
    await pass();
    expect(lines().toSorted()).toEqual(['Member 1 entered', 'Member 2 entered earlier']);

    const third = server.visitor(3, topic);
    const secondTab = server.visitor(3, topic);
    server.visitor(3, 'exchange/call:7');
    await pass();
    secondTab.leave();
    await pass();
    expect(lines().slice(2)).toEqual(['Member 3 entered']);

    server.open[0]?.cut();
    await pass(1_000);
    expect(me.state).toBe('open');
    expect(lines().slice(2)).toEqual(['Member 3 entered']);

    third.leave();
    await pass();
    expect(lines().slice(3)).toEqual(['Member 3 left']);
    server.visitor(3, topic);
    await pass();
    expect(lines().slice(4)).toEqual(['Member 3 entered']);
  });

  it('B5 after a restart of the server who is back in time has neither left nor entered', async () => {
    const { server, me, pass, lines } = setUp();
    const [second, third] = [server.visitor(2, topic), server.visitor(3, topic)];
    render(<Page client={me} />);
    await pass();
    expect(lines()).toHaveLength(3);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    server.open[0]?.cut();
    second.leave();
    third.leave();
    await pass(1_000);
    expect(me.state).toBe('open');
    server.visitor(2, topic);
    await pass();
    act(() => void vi.advanceTimersByTime(RETURN_GRACE - 1));
    expect(lines()).toHaveLength(3);
    act(() => void vi.advanceTimersByTime(1));
    vi.useRealTimers();
    await pass();
    expect(lines().slice(3)).toEqual(['Member 3 left']);
  });

  it('shows the newest page before who entered, and older pages on request', async () => {
    const { server, me, pass, lines } = setUp();
    for (let n = 1; n <= 25; n += 1) server.publish(topic, 'text', { message: `${n}` });
    const { getByText, queryByText } = render(<Page client={me} />);
    await pass();
    const said = (from: number, to: number): string[] =>
      Array.from({ length: to - from + 1 }, (_, n) => `Member 99: ${from + n}`);
    expect(lines()).toEqual([...said(16, 25), 'Member 1 entered']);
    fireEvent.click(getByText('Older messages'));
    await pass();
    fireEvent.click(getByText('Older messages'));
    await pass();
    expect(lines()).toEqual([...said(1, 25), 'Member 1 entered']);
    expect(queryByText('Older messages')).toBeNull();
  });

  it('submits what is written, and shows it once, in any script', async () => {
    const { server, me, pass, lines } = setUp();
    const { getByLabelText, getByText } = render(<Page client={me} />);
    await pass();
    const input = getByLabelText('Message');
    fireEvent.change(input, { target: { value: '  Grüße 你好 🎉 ' } });
    fireEvent.keyDown(input, { key: 'Enter', shiftKey: true });
    fireEvent.keyDown(input, { key: 'Enter', isComposing: true });
    expect(server.log(topic).head).toBe(0);
    fireEvent.keyDown(input, { key: 'Enter' });
    await pass();
    fireEvent.change(input, { target: { value: 'again' } });
    fireEvent.click(getByText('Send'));
    await pass();
    expect(lines()).toEqual(['Member 1 entered', 'Member 1: Grüße 你好 🎉', 'Member 1: again']);
    expect(server.log(topic).head).toBe(2);
    expect((input as HTMLTextAreaElement).value).toBe('');
  });

  it('is not confused by what is no text: a foreign payload shows nothing', async () => {
    const { server, me, pass, lines } = setUp();
    render(<Page client={me} />);
    await pass();
    for (const payload of [null, 7, 'x', {}, { message: 5 }, [{ message: 'no' }]]) {
      server.publish(topic, 'text', payload);
    }
    server.publish(topic, 'text', { message: 'yes' });
    await pass();
    expect(lines()).toEqual(['Member 1 entered', 'Member 99: yes']);
    await expect(text?.submitMessage(' ')).rejects.toMatchObject({ code: 'bad_request' });
    await expect(text?.submitMessage('x'.repeat(4_001))).rejects.toMatchObject({
      code: 'too_large',
    });
  });

  it('B3 who is not related to the booking is told, and can write nothing', async () => {
    const { server, me, pass, lines } = setUp();
    server.refuse = () => 'forbidden';
    const { getByLabelText } = render(<Page client={me} />);
    await pass();
    expect(text?.error).toMatchObject({ code: 'forbidden' });
    expect(lines()).toEqual([]);
    expect((getByLabelText('Message') as HTMLTextAreaElement).disabled).toBe(true);
  });

  it('when the topic is taken away nobody seems to leave, and another topic begins anew', async () => {
    const { server, me, pass, lines } = setUp();
    const { rerender } = render(<Page client={me} />);
    server.visitor(2, topic);
    await pass();
    act(() => server.remove(topic));
    await pass();
    expect(text?.error).toMatchObject({ code: 'removed' });
    expect(lines().filter((line) => line.endsWith('left'))).toEqual([]);
    rerender(<Page client={me} topicId="exchange/text:8" />);
    await pass();
    expect(lines().at(-1)).toBe('Member 1 entered');
  });
});
