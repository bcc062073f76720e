// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { createClient, ParleyError, type Client, type TicketSource } from '@parley/client';
import { WebSocketProvider } from '@parley/react';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionStrip, QUIET_FOR } from './connection-strip.tsx';

function show(ticket: TicketSource): Client {
  const client = createClient({ url: 'http://127.0.0.1:1', ticket, storage: null, leases: null });
  render(
    <MantineProvider>
      <WebSocketProvider client={client}>
        <ConnectionStrip />
      </WebSocketProvider>
    </MantineProvider>,
  );
  return client;
}

const pass = (ms: number): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('the strip of the connection', () => {
  it('is quiet for a moment, then says what happens to what one writes', async () => {
    show(() => new Promise(() => {}));
    await pass(QUIET_FOR - 1);
    expect(screen.getByRole('status').textContent).toBe('');
    await pass(1);
    expect(screen.getByRole('status').textContent).toContain(
      'Reconnecting… Your messages are kept.',
    );
  });

  it('says why, when the server refuses, and tries again on request', async () => {
    const ticket = vi.fn<TicketSource>(async () => {
      throw new ParleyError('forbidden', { message: 'This page may not.' });
    });
    show(ticket);
    await pass(QUIET_FOR);
    expect(screen.getByRole('status').textContent).toContain('Not connected. This page may not.');
    expect(ticket).toHaveBeenCalledTimes(1);
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
    await pass(0);
    expect(ticket).toHaveBeenCalledTimes(2);
  });
});
