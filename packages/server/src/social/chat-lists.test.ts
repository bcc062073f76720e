import { DomainError } from '@parley/domains/errors';
import type { ChatroomMessage, ChatRoomView } from '@parley/domains/chat/schema';
import { FakeClock } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { ChatLists } from './chat-lists.ts';

const message = (id: number): ChatroomMessage => ({
  id,
  chatroom: 'r',
  sender: { id: 1, username: 'ada', name: 'Ada' },
  content: `said ${id}`,
  type: 'message',
  date: '2026-01-01T00:00:00.000Z',
  read: false,
});

function begin(kind: 'direct' | 'group_chat', gone: readonly number[] = []) {
  const clock = new FakeClock();
  const emitted: unknown[] = [];
  const asked: unknown[] = [];
  const reports: unknown[] = [];
  const lists = new ChatLists({
    clock,
    chat: {
      findRoom: async (memberId) => {
        asked.push(memberId);
        if (gone.includes(memberId)) throw new DomainError('not_found');
        const room: Partial<ChatRoomView> = {
          uuid: 'r',
          chat_room_kind: kind,
          current_participant: null,
          other_participants_preview: [],
        };
        return room as ChatRoomView;
      },
      newestMessages: async () => new Map([['r', []]]),
      readMessages: async () => new Set(),
    },
    social: { people: async () => new Map() },
    emit: (memberIds, room) => emitted.push([memberIds, room.id, room.lastMessage?.id]),
    report: (_where, error) => reports.push(error),
  });
  const hears = (memberId: number, id: number): void =>
    lists.told({
      topic: `chat-room-channel-${memberId}`,
      event: 'chatroom',
      payload: JSON.stringify(message(id)),
    });
  const settle = async (): Promise<void> => {
    clock.advance(25);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { lists, hears, settle, emitted, asked, reports };
}

describe('D5 lists of conversations', () => {
  it('tell many who heard the same once, with the one message that they heard', async () => {
    const { hears, settle, emitted, asked } = begin('group_chat');
    for (const memberId of [1, 2, 3]) hears(memberId, 10);
    // One of them was removed before the next.
    for (const memberId of [1, 2]) hears(memberId, 11);
    expect(asked).toEqual([]);
    await settle();
    expect(emitted).toEqual([
      [[1, 2], 'r', 11],
      [[3], 'r', 10],
    ]);
    expect(asked).toEqual([1]);
    hears(2, 12);
    await settle();
    expect(emitted.at(-1)).toEqual([[2], 'r', 12]);
  });

  it('ask another one where the first has left, and nobody where all have', async () => {
    const some = begin('group_chat', [1]);
    some.hears(1, 10);
    some.hears(2, 10);
    await some.settle();
    expect(some.emitted).toEqual([[[1, 2], 'r', 10]]);
    const none = begin('group_chat', [1]);
    none.hears(1, 10);
    await none.settle();
    expect([none.emitted, none.reports]).toEqual([[], []]);
  });

  it('look nothing up for what is told on other topics, or is nothing of theirs', async () => {
    const { lists, settle, asked } = begin('direct');
    const payload = JSON.stringify(message(1));
    lists.told({ topic: 'room:r', event: 'chatroom', payload });
    lists.told({ topic: 'chat-room-channel-1', event: 'typing', payload: '{}' });
    lists.told({ topic: 'chat:doors', event: 'said', payload: '{' });
    await settle();
    expect(asked).toEqual([]);
  });
});
