import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredPublication } from '../publication.ts';
import { Sequencer } from './sequencer.ts';

function publication(offset: number, epoch = 'e'): StoredPublication {
  return {
    topic: 't',
    event: 'a',
    payload: '{}',
    sender: 's',
    memberId: null,
    timestamp: '',
    position: { epoch, offset },
    internal: false,
    subject: null,
  };
}

function drain(sequencer: Sequencer): number[] {
  const taken: number[] = [];
  for (let next = sequencer.take(); next !== undefined; next = sequencer.take()) {
    taken.push(next.position.offset);
  }
  return taken;
}

describe('a topic delivers in the order of offsets', () => {
  it('whatever order they come in, however often', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 200 }), (arrivals) => {
        const sequencer = new Sequencer('e', 0, 1000);
        const out: number[] = [];
        for (const offset of [...arrivals, ...Array.from({ length: 30 }, (_, i) => i + 1)]) {
          sequencer.offer(publication(offset));
          out.push(...drain(sequencer));
        }
        expect(out).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
        expect(sequencer.waiting).toBe(false);
      }),
    );
  });

  it('holds no more than its bound, and takes the next one in order even then', () => {
    const sequencer = new Sequencer('e', 0, 2);
    for (const offset of [3, 4, 5]) sequencer.offer(publication(offset));
    sequencer.offer(publication(1));
    sequencer.offer(publication(2));
    expect(drain(sequencer)).toEqual([1]);
    sequencer.offer(publication(2));
    expect(drain(sequencer)).toEqual([2, 3, 4]);
  });

  it('starts anew with another epoch', () => {
    const sequencer = new Sequencer('e', 7, 10);
    sequencer.offer(publication(3, 'f'));
    expect(drain(sequencer)).toEqual([3]);
    expect(sequencer.epoch).toBe('f');
  });

  it('waits for offset 1 on a topic that was never written to', () => {
    const sequencer = new Sequencer('', 0, 10);
    sequencer.offer(publication(2));
    expect(drain(sequencer)).toEqual([]);
    sequencer.offer(publication(1));
    expect(drain(sequencer)).toEqual([1, 2]);
  });
});
