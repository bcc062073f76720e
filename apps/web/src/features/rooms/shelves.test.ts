import { expect, it } from 'vitest';
import { own, room } from './sample.test-data.ts';
import { unreadOf } from './shelves.ts';

it('what waits to be read is counted where one may be disturbed', () => {
  const unread = { unread_messages_count: 5 };
  expect(
    unreadOf([
      room('a', unread),
      room('b', { unread_messages_count: 2 }),
      room('muted', { ...unread, current_participant: own({ muted: true }) }),
      room('archived', { ...unread, current_participant: own({ archived: true }) }),
      room('open', { ...unread, current_participant: null }),
    ]),
  ).toBe(7);
});
