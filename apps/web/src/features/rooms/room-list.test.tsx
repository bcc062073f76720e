// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import type { Room } from '../../api/types.ts';
import { RoomList } from './room-list.tsx';
import { RoomsContext, type RoomsContextType } from './rooms-context.ts';

const room = (name: string, more: Partial<Room> = {}): Room => ({
  uuid: name,
  topic: `room:${name}`,
  name,
  description: '',
  kind: 'open',
  role: 'member',
  participants: 2,
  lastMessage: null,
  ...more,
});

function show(part: Partial<RoomsContextType>): string[] {
  const done: string[] = [];
  const value: RoomsContextType = {
    rooms: undefined,
    error: undefined,
    loading: false,
    reload: () => done.push('reload'),
    said: () => {},
    isUnread: ({ name }) => name === 'Loud',
    seenUntil: () => undefined,
    see: () => {},
    ...part,
  };
  render(
    <MantineProvider>
      <RoomsContext value={value}>
        <RoomList onCreate={() => done.push('create')} />
      </RoomsContext>
    </MantineProvider>,
  );
  return done;
}

afterEach(cleanup);

describe('the list of rooms', () => {
  it('says that it is loading', () => {
    show({ loading: true });
    expect(screen.getByRole('status').textContent).toBe('Loading rooms…');
  });

  it('says what went wrong, and tries again', () => {
    const done = show({ error: new ApiError('offline', 'x') });
    expect(screen.getByRole('alert').textContent).toContain('The server cannot be reached.');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(done).toEqual(['reload']);
  });

  it('says what to do when there is none', () => {
    const done = show({ rooms: [] });
    fireEvent.click(screen.getByRole('button', { name: 'Open the first room' }));
    expect(done).toEqual(['create']);
  });

  it('shows each with its last words, and which holds something new', () => {
    const lastMessage = { text: 'Hello', author: 'Ada', timestamp: '2026-11-20T10:00:00.000Z' };
    show({ rooms: [room('Loud', { lastMessage }), room('Quiet', { kind: 'private' })] });
    const [loud, quiet] = screen.getAllByRole('link').map((link) => link.textContent);
    expect(loud).toContain('Ada: Hello');
    expect(loud).toContain('New messages');
    expect(quiet).toContain('Quiet (private)');
    expect(quiet).not.toContain('New messages');
  });

  it('finds rooms by name and description', () => {
    show({ rooms: [room('Harbour'), room('Garden', { description: 'Seeds and slugs' })] });
    const search = screen.getByRole('searchbox', { name: 'Search rooms' });
    fireEvent.change(search, { target: { value: 'SLUG' } });
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual([
      expect.stringContaining('Garden'),
    ]);
    fireEvent.change(search, { target: { value: 'nothing like it' } });
    expect(screen.queryAllByRole('link')).toEqual([]);
    expect(screen.getByText('No room is called that.')).toBeTruthy();
  });
});
