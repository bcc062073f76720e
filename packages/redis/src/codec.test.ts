import type { BusMessage, StoredPublication } from '@parley/hub';
import { describe, expect, it } from 'vitest';
import { decode, encode } from './codec.ts';

const publication = (topic: string, offset: number, payload = '{"message":"Grüße 👋🏽"}') =>
  ({
    topic,
    event: 'note',
    payload,
    sender: 'c1',
    memberId: 1,
    timestamp: '2026-01-01T00:00:00.000Z',
    position: { epoch: 'e', offset },
    internal: false,
    subject: null,
  }) satisfies StoredPublication;

describe('a message between nodes', () => {
  it('arrives as it was sent, of every kind', () => {
    const profile = { memberId: 1, name: 'Ada', role: 'member', color: '#000' };
    const messages: BusMessage[] = [
      { kind: 'durable', publications: [publication('a', 1), publication('b', 7, '{}')] },
      {
        kind: 'transient',
        publication: {
          topic: 'a',
          event: 'typing',
          payload: '{}',
          sender: 'c1',
          memberId: null,
          timestamp: 't',
          target: 'c2',
        },
      },
      {
        kind: 'share',
        share: {
          node: 'x',
          topic: 'a',
          sequence: 3,
          whole: true,
          members: [{ profile, cids: ['c1'], online: true }],
        },
      },
      { kind: 'ask', topic: 'a', node: null },
      { kind: 'sequences', node: 'x', shard: 7, sequences: [['a', 3]] },
    ];
    for (const message of messages) expect(decode('y', encode('x', message))).toEqual(message);
  });

  it('carries a payload once, however many topics it went to', () => {
    const payload = JSON.stringify({ message: 'x'.repeat(1000) });
    const publications = Array.from({ length: 50 }, (_, i) => publication(`t${i}`, i + 1, payload));
    const text = encode('x', { kind: 'durable', publications });
    expect(text.length).toBeLessThan(3000);
    expect(decode('y', text)).toEqual({ kind: 'durable', publications });
  });

  it('is not heard by its own node, and nonsense by nobody', () => {
    expect(decode('x', encode('x', { kind: 'ask', topic: 'a', node: null }))).toBeUndefined();
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"node":"x"}',
      '{"node":"x","wire":{"kind":"?"}}',
    ]) {
      expect(decode('y', text)).toBeUndefined();
    }
  });
});
