import { ParleyError, type PendingMessage } from '@parley/client';
import { describe, expect, it } from 'vitest';
import { outgoing, type OutgoingSources } from './outgoing.ts';
import { lineOf } from './sample.test-data.ts';

const at = (time: string): string => new Date(`2026-11-20T${time}`).toISOString();

function pending(id: string, message: string, more: Partial<PendingMessage> = {}): PendingMessage {
  return {
    id,
    topic: 'room:1',
    action: 'message',
    payload: { message },
    timestamp: at('10:00'),
    state: 'sending',
    tries: 0,
    error: undefined,
    retry: () => {},
    cancel: () => {},
    ...more,
  };
}

function see(sources: Partial<OutgoingSources>): string[] {
  const all = outgoing({
    pending: [],
    settling: [],
    failed: [],
    lines: [],
    before: new Map(),
    shown: undefined,
    ...sources,
  });
  return all.map(({ text, state, reason }) => [state, text, reason].filter(Boolean).join(' · '));
}

describe('my messages on their way', () => {
  it('say whether they are being sent or wait for their turn', () => {
    const list = [pending('1', 'First'), pending('2', 'Second', { state: 'waiting' })];
    expect(see({ pending: list })).toEqual(['sending · First', 'waiting · Second']);
  });

  it('say why the server put them off', () => {
    const error = new ParleyError('store_unavailable', { message: 'The disk is full.' });
    expect(see({ pending: [pending('1', 'Hello', { error })] })).toEqual([
      'delayed · Hello · The disk is full.',
    ]);
  });

  it('stay when the server refuses them for good', () => {
    const error = new ParleyError('forbidden', { message: 'Not here.' });
    const failed = {
      id: '1',
      topic: 'room:1',
      payload: { message: 'Hello' },
      timestamp: at('10:00'),
      error,
    };
    expect(see({ failed: [failed] })).toEqual(['failed · Hello · Not here.']);
  });

  it('are not shown twice when their line comes before the acknowledgement', () => {
    const lines = [lineOf('Me', 'ok', '09:00', { mine: true })];
    const before = new Map([['1', 'ok']]);
    expect(see({ pending: [pending('1', 'ok')], lines, before })).toEqual(['sending · ok']);
    const arrived = { ...lineOf('Me', 'ok', '10:00', { mine: true }), key: 'new' };
    expect(see({ pending: [pending('1', 'ok')], lines: [...lines, arrived], before })).toEqual([]);
  });

  it('answer one line each: the same words twice are two messages', () => {
    const line = lineOf('Me', 'ok', '10:00', { mine: true });
    const before = new Map([
      ['1', undefined],
      ['2', undefined],
    ]);
    const list = [pending('1', 'ok'), pending('2', 'ok', { state: 'waiting' })];
    expect(see({ pending: list, lines: [line], before })).toEqual(['waiting · ok']);
  });

  it('are not shown twice when they were stored before a reload', () => {
    const stored = lineOf('Me', 'ok', '10:00:01', { mine: true });
    const earlier = lineOf('Me', 'ok', '09:00', { mine: true });
    expect(see({ pending: [pending('1', 'ok')], lines: [stored] })).toEqual([]);
    expect(see({ pending: [pending('1', 'ok')], lines: [earlier] })).toEqual(['sending · ok']);
  });

  it('stand until their line is there, after the acknowledgement', () => {
    const position = { epoch: 'e', offset: 7 };
    const settling = [{ id: '1', text: 'Hello', timestamp: at('10:00'), position }];
    expect(see({ settling, shown: { epoch: 'e', offset: 6 } })).toEqual(['sending · Hello']);
    expect(see({ settling, shown: { epoch: 'e', offset: 7 } })).toEqual([]);
  });

  it('leave out what is no message', () => {
    expect(see({ pending: [pending('1', 'x', { action: 'pin' })] })).toEqual([]);
  });
});
