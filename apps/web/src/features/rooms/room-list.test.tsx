// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { createClient } from '@parley/client';
import { WebSocketProvider } from '@parley/react';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import type { Room } from '../../api/types.ts';
import { SessionContext, type SessionContextType } from '../session/session-context.ts';
import { RoomList } from './room-list.tsx';
import { RoomsContext, type RoomsContextType } from './rooms-context.ts';
import { message, own, room } from './sample.test-data.ts';
import { shelve } from './shelves.ts';

const session: SessionContextType = {
  state: {
    name: 'in',
    member: { id: 1, name: 'Mara', email: null, role: 'member', color: '#222222' },
    server: { signUp: false, demo: false },
  },
  refresh: async () => {},
  signIn: async () => {},
  signOut: async () => {},
};

function show(rooms: readonly Room[] | undefined, more: Partial<RoomsContextType> = {}): string[] {
  const done: string[] = [];
  const value: RoomsContextType = {
    shelves: rooms && shelve(rooms),
    find: () => undefined,
    unread: 0,
    error: undefined,
    loading: false,
    reload: () => done.push('reload'),
    loadArchived: () => done.push('archived'),
    refresh: () => {},
    put: () => {},
    drop: () => {},
    markRead: () => {},
    ...more,
  };
  const client = createClient({ url: 'http://127.0.0.1:1', storage: null, leases: null });
  render(
    <MantineProvider>
      <SessionContext value={session}>
        <WebSocketProvider client={client} enabled={false}>
          <RoomsContext value={value}>
            <RoomList onCreate={() => done.push('create')} />
          </RoomsContext>
        </WebSocketProvider>
      </SessionContext>
    </MantineProvider>,
  );
  return done;
}

const shelf = (name: string): string[] =>
  within(screen.getByRole('region', { name }))
    .getAllByRole('link')
    .map((link) => link.textContent);

afterEach(cleanup);

describe('the list of conversations', () => {
  it('says that it is loading', () => {
    show(undefined, { loading: true });
    expect(screen.getByRole('status').textContent).toBe('Loading conversations…');
  });

  it('says what went wrong, and tries again', () => {
    const done = show(undefined, { error: new ApiError('offline', 'x') });
    expect(screen.getByRole('alert').textContent).toContain('The server cannot be reached.');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(done).toEqual(['reload']);
  });

  it('says what to do when there is none', () => {
    const done = show([]);
    fireEvent.click(screen.getByRole('button', { name: 'Open the first room' }));
    expect(done).toEqual(['create']);
  });

  it('puts each on its shelf, those with news first, embedded ones nowhere', () => {
    const other = { ...own({ id: 11 }), community_member_id: 2, name: 'Ada' };
    show([
      room('Quiet'),
      room('Lively', { last_message: message(7) }),
      room('Kept', { current_participant: own({ pinned_at: '2026-11-20T10:00:00.000Z' }) }),
      room('Ada', { chat_room_kind: 'direct', other_participants_preview: [other] }),
      room('Elsewhere', { current_participant: null }),
      room('Page', { chat_room_kind: 'embedded' }),
    ]);
    expect(shelf('Pinned')).toEqual([expect.stringContaining('Kept')]);
    expect(shelf('Rooms')).toEqual([
      expect.stringContaining('Lively'),
      expect.stringContaining('Quiet'),
    ]);
    expect(shelf('Direct messages')).toEqual([expect.stringContaining('Ada')]);
    expect(shelf('Open to you')).toEqual([expect.stringContaining('Elsewhere')]);
    expect(screen.queryByText('Page')).toBeNull();
  });

  it('shows the last words, how much is unread, and which one is muted', () => {
    show([
      room('Loud', { unread_messages_count: 3, last_message: message(1, { body: 'Hello' }) }),
      room('Crowd', { unread_messages_count: 240, chat_room_access: 'private' }),
      room('Hushed', { current_participant: own({ muted: true }) }),
    ]);
    const text = (name: RegExp): string => screen.getByRole('link', { name }).textContent;
    expect(text(/Loud/u)).toContain('Ada: Hello');
    expect(text(/Loud/u)).toContain('3 unread messages');
    expect(text(/Crowd/u)).toContain('Crowd (private)');
    expect(text(/Crowd/u)).toContain('99+');
    expect(text(/Hushed/u)).toContain('Muted');
  });

  it('shows what was put away when asked', () => {
    const done = show([room('Old', { current_participant: own({ archived: true }) })]);
    expect(screen.queryByRole('link')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Archived' }));
    expect(done).toEqual(['archived']);
    expect(screen.getByRole('link').textContent).toContain('Old');
  });
});
