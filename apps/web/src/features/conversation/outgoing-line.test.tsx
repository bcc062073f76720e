// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { OutgoingLine } from './outgoing-line.tsx';
import type { Outgoing } from './outgoing.ts';

function show(state: Outgoing['state'], reason?: string): string[] {
  const done: string[] = [];
  const line: Outgoing = {
    id: '1',
    draft: { body: 'Hello' },
    text: 'Hello',
    timestamp: '2026-11-20T10:00:00.000Z',
    state,
    ...(reason === undefined ? {} : { reason }),
  };
  render(
    <MantineProvider>
      <ol>
        <OutgoingLine
          line={line}
          onRetry={(id) => done.push(`retry ${id}`)}
          onDiscard={(id) => done.push(`discard ${id}`)}
        />
      </ol>
    </MantineProvider>,
  );
  return done;
}

afterEach(cleanup);

describe('a message on its way', () => {
  it('says that it is being sent, and nothing can be done about it', () => {
    show('sending');
    expect(screen.getByText('Sending…')).toBeTruthy();
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('can be taken back while it waits', () => {
    const done = show('waiting');
    fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(done).toEqual(['discard 1']);
  });

  it('that was put off says why, and can be hurried', () => {
    const done = show('delayed', 'The disk is full.');
    expect(screen.getByRole('alert').textContent).toContain('The disk is full.');
    fireEvent.click(screen.getByRole('button', { name: 'Retry now' }));
    expect(done).toEqual(['retry 1']);
  });

  it('that has failed says why, and can be sent again or thrown away', () => {
    const done = show('failed', 'You may not do this here.');
    expect(screen.getByRole('alert').textContent).toBe('Not sent. You may not do this here.');
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(done).toEqual(['retry 1', 'discard 1']);
  });
});
