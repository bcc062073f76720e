import { describe, expect, it } from 'vitest';
import { Seats, type SeatRule } from './seats.ts';

const rule: SeatRule = { most: 2, take: ['come'], leave: ['go'] };

function open(): {
  seats: Seats;
  here: Set<string>;
  say: (sender: string, event: string, target?: string) => string;
} {
  const here = new Set(['a', 'b', 'c']);
  const seats = new Seats(rule, (_, cid) => here.has(cid));
  const say = (sender: string, event: string, target?: string): string => {
    const seated = { event, sender, memberId: 1, ...(target !== undefined && { target }) };
    try {
      seats.require(seated);
    } catch (error) {
      return (error as { code: string }).code;
    }
    seats.saw(seated);
    return 'ok';
  };
  return { seats, here, say };
}

describe('seats on a topic', () => {
  it('are for so many, and kept by those who have one', () => {
    const { say } = open();
    expect(['a', 'b', 'c', 'a'].map((who) => say(who, 'come'))).toEqual(['ok', 'ok', 'full', 'ok']);
  });

  it('are needed to speak to one alone, whatever it is called, and not to ask who is there', () => {
    const { say } = open();
    expect([say('a', 'x', 'b'), say('b', 'come')]).toEqual(['ok', 'ok']);
    expect([say('c', 'y', 'a'), say('c', 'ask'), say('c', 'go', 'a')]).toEqual([
      'full',
      'ok',
      'ok',
    ]);
  });

  it('are free again when somebody goes, or is gone; declining one person is no going', () => {
    const { say, here } = open();
    say('a', 'come');
    say('b', 'come');
    say('b', 'go', 'c');
    expect(say('c', 'come')).toBe('full');
    say('b', 'go');
    expect(say('c', 'come')).toBe('ok');
    here.delete('a');
    expect(say('b', 'come')).toBe('ok');
  });

  it('count those who are heard of from elsewhere', () => {
    const { seats, say } = open();
    seats.saw({ event: 'come', sender: 'a', memberId: 1 });
    seats.saw({ event: 'x', sender: 'b', memberId: 2, target: 'a' });
    expect(say('c', 'come')).toBe('full');
  });
});
