import { describe, expect, it } from 'vitest';
import type { Room } from '../../api/types.ts';
import { keepSeen, newestFirst, readSeen, unread } from './seen.ts';

const room = (name: string, timestamp?: string, author = 'Ada'): Room => ({
  uuid: name,
  topic: name,
  name,
  description: '',
  kind: 'open',
  role: null,
  participants: 0,
  lastMessage: timestamp === undefined ? null : { text: '', author, timestamp },
});

describe('what was seen', () => {
  it('makes a room unread when something newer was said by somebody else', () => {
    const seen = { a: '2026-11-20T10:00:00.000Z' };
    expect(unread(room('a', '2026-11-20T10:00:01.000Z'), seen, 'Me')).toBe(true);
    expect(unread(room('a', '2026-11-20T10:00:01.000Z', 'Me'), seen, 'Me')).toBe(false);
    expect(unread(room('a', '2026-11-20T10:00:00.000Z'), seen, 'Me')).toBe(false);
    expect(unread(room('never opened', '2026-11-20T10:00:01.000Z'), seen, 'Me')).toBe(false);
  });

  it('is kept for each member, and whatever else lies there is no harm', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    keepSeen(storage, 1, { a: 'now' });
    expect(readSeen(storage, 1)).toEqual({ a: 'now' });
    expect(readSeen(storage, 2)).toEqual({});
    for (const rubbish of ['{', '3', 'null', '{"a":7}']) {
      expect(readSeen({ getItem: () => rubbish }, 1)).toEqual({});
    }
  });
});

it('the room spoken in last comes first, the silent ones by name', () => {
  const rooms = [room('b'), room('old', '2026-11-19'), room('a'), room('new', '2026-11-20')];
  expect(newestFirst(rooms).map(({ name }) => name)).toEqual(['new', 'old', 'a', 'b']);
});
