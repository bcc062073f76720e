import { describe, expect, it } from 'vitest';
import { addMessages, KEPT_LINES } from './add-messages.ts';
import type { TopicMessage } from './topic-message.ts';

const base = { scid: 'm1', name: 'Ada', color: '#123456', sender: 'c1' };

function text(offset: number, at: string): TopicMessage {
  const [topic, position] = ['exchange/text:b', { epoch: 'e', offset }];
  const line = { ...base, kind: 'text', topic, position, message: `text ${offset}` } as const;
  return { ...line, id: `${topic} ${offset}`, timestamp: `2026-11-29T${at}:00.000Z` };
}

function notice(message: string, at: string): TopicMessage {
  const line = { ...base, kind: 'notice', topic: 'exchange/call:b', message } as const;
  return { ...line, id: message, timestamp: `2026-11-29T${at}:00.000Z` };
}

const words = (list: readonly TopicMessage[]): string[] => list.map(({ message }) => message);

describe('the shared list of an exchange', () => {
  it('puts what has just come last, whatever the clocks say', () => {
    const ahead = addMessages([text(1, '10:00')], [notice('entered', '10:09')]);
    expect(words(addMessages(ahead, [text(2, '10:01')]))).toEqual(['text 1', 'entered', 'text 2']);
  });

  it('puts the past before what this page saw happen, and by position within a topic', () => {
    const joined = [notice('entered', '10:05')];
    const newest = addMessages(joined, [text(3, '10:01'), text(4, '10:00')], { past: true });
    expect(words(newest)).toEqual(['text 3', 'text 4', 'entered']);
    const missed = addMessages(newest, [text(5, '10:06')], { past: true });
    const older = addMessages(missed, [text(1, '10:02'), text(2, '10:03')], { past: true });
    expect(words(older)).toEqual(['text 1', 'text 2', 'text 3', 'text 4', 'entered', 'text 5']);
  });

  it('shows nothing twice, and is the same array when nothing is new', () => {
    const list = addMessages([], [text(1, '10:00'), notice('entered', '10:05')]);
    expect(addMessages(list, [notice('entered', '10:06'), text(1, '10:00')])).toBe(list);
    expect(addMessages([], [text(1, '10:00'), text(1, '10:00')])).toHaveLength(1);
  });

  it('keeps a bounded number of lines', () => {
    let list: TopicMessage[] = [];
    const many = Array.from({ length: KEPT_LINES + 3 }, (_, n) => text(n + 1, '10:00'));
    list = addMessages(list, many);
    expect(list).toHaveLength(KEPT_LINES);
    expect(list[0]?.message).toBe('text 4');
    expect(addMessages(list, [text(3, '10:00')], { past: true })[0]?.message).toBe('text 3');
  });
});
