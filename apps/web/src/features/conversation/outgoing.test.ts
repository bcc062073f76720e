import { ParleyError } from '@parley/client';
import type { PendingChatMessage } from '@parley/client/chat';
import { describe, expect, it } from 'vitest';
import type { Failed } from '../../realtime/undelivered.ts';
import { fromText, toBody } from '../rich-text/document.ts';
import { outgoing } from './outgoing.ts';

const at = (time: string): string => new Date(`2026-11-20T${time}`).toISOString();

function pending(
  id: string,
  text: string,
  more: Partial<PendingChatMessage> = {},
): PendingChatMessage {
  return {
    id,
    rich_text_body: toBody(fromText(text)),
    timestamp: at('10:00'),
    state: 'sending',
    error: undefined,
    retry: () => {},
    cancel: () => {},
    ...more,
  };
}

function lost(id: string, payload: unknown): Failed {
  const error = new ParleyError('forbidden', { message: 'Not here.' });
  return { id, topic: 'room:1', payload, timestamp: at('10:01'), error };
}

function see(
  list: readonly PendingChatMessage[],
  failed: readonly Failed[] = [],
  parent: number | null = null,
): string[] {
  const all = outgoing(list, failed, parent);
  return all.map(({ text, state, reason }) => [state, text, reason].filter(Boolean).join(' · '));
}

describe('my messages on their way', () => {
  it('say whether they are being sent or wait for their turn', () => {
    const list = [pending('1', 'First'), pending('2', 'Second', { state: 'waiting' })];
    expect(see(list)).toEqual(['sending · First', 'waiting · Second']);
  });

  it('say why the server put them off', () => {
    const error = new ParleyError('store_unavailable', { message: 'The disk is full.' });
    expect(see([pending('1', 'Hello', { error })])).toEqual([
      'delayed · Hello · The disk is full.',
    ]);
  });

  it('stay when the server refuses them for good, and stand there once', () => {
    const { rich_text_body } = pending('1', 'Hello');
    expect(see([pending('1', 'Hello')], [lost('1', { rich_text_body })])).toEqual([
      'failed · Hello · Not here.',
    ]);
  });

  it('stand where they were written: in the conversation, or in a thread', () => {
    const list = [pending('1', 'Here'), pending('2', 'There', { parent_message_id: 7 })];
    const failed = [lost('3', { body: 'Lost there', parent_message_id: 7 })];
    expect(see(list, failed)).toEqual(['sending · Here']);
    expect(see(list, failed, 7)).toEqual(['sending · There', 'failed · Lost there · Not here.']);
  });

  it('are shown whatever an earlier page left in the outbox', () => {
    expect(see([], [lost('1', null)])).toEqual(['failed · Not here.']);
  });
});
