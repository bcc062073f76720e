import type { Member, Message } from '@parley/client';
import { describe, expect, it } from 'vitest';
import { toLines } from './line.ts';

const ada: Member = {
  scid: 'm1',
  cids: ['m1', 'tab-1', 'tab-2'],
  name: 'Ada',
  role: 'member',
  color: '#123456',
  online: false,
};

function message(sender: string, payload: unknown, action = 'message'): Message<unknown> {
  return {
    timestamp: '2026-11-20T10:00:00.000Z',
    type: action,
    action,
    topic: 'room:1',
    sender,
    store: true,
    payload,
    position: { epoch: 'e', offset: 1 },
    replayed: false,
  };
}

const members = new Map([['m1', ada]]);

describe('A4: a message from the history', () => {
  it('is attributed by any connection its author ever wrote from', () => {
    for (const sender of ['m1', 'tab-1', 'tab-2']) {
      const [line] = toLines([message(sender, { message: 'Hi' })], members, 'm2');
      expect(line).toMatchObject({ text: 'Hi', mine: false, author: { id: 'm1', name: 'Ada' } });
    }
  });

  it('is mine from each of my tabs', () => {
    const [line] = toLines([message('tab-2', { message: 'Hi' })], members, 'm1');
    expect(line?.mine).toBe(true);
  });

  it('is shown even when nobody knows who wrote it', () => {
    const [line] = toLines([message('ghost', { message: 'Boo' })], members, 'm1');
    expect(line?.author.name).toBe('Somebody');
  });

  it.each([
    ['another action', message('m1', { message: 'x' }, 'pinned')],
    ['no words', message('m1', { picture: 1 })],
    ['words that are no text', message('m1', { message: { html: '<b>' } })],
    ['nothing at all', message('m1', null)],
  ])('with %s is left out', (_, odd) => {
    expect(toLines([odd], members, 'm1')).toEqual([]);
  });
});
