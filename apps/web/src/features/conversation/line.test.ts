import { describe, expect, it } from 'vitest';
import { lineMaker } from './line.ts';
import { messageOf } from './sample.test-data.ts';

describe('A4: a message from the history', () => {
  it('is shown with who wrote it, and is mine from each of my devices', () => {
    const message = messageOf(7, { body: 'Hi' });
    const [theirs] = lineMaker(1)([message]);
    expect(theirs).toMatchObject({ key: '7', text: 'Hi', mine: false, author: { name: 'Ben' } });
    expect(lineMaker(2)([message])[0]?.mine).toBe(true);
  });

  it('is the same line until it changes, so that it is drawn once', () => {
    const toLines = lineMaker(1);
    const [a, b] = [messageOf(1), messageOf(2)];
    const before = toLines([a, b]);
    const after = toLines([a, { ...b, body: 'edited' }]);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[1]?.text).toBe('edited');
  });
});
