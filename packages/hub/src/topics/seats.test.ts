import { describe, expect, it } from 'vitest';
import { Seats, type SeatRule } from './seats.ts';

const rule: SeatRule = { most: 2, take: ['come'], leave: ['go'] };

const stamp = (ms: number): string => new Date(ms).toISOString();

function open(): {
  seats: Seats;
  here: Set<string>;
  say: (sender: string, event: string, target?: string) => string;
} {
  const here = new Set(['a', 'b', 'c']);
  let now = 0;
  const seats = new Seats((_, cid) => here.has(cid));
  seats.open(rule);
  const say = (sender: string, event: string, target?: string): string => {
    now += 1;
    const to = target !== undefined && { target };
    const seated = { event, sender, memberId: 1, timestamp: stamp(now), ...to };
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
    seats.saw({ event: 'come', sender: 'a', memberId: 1, timestamp: stamp(1) });
    seats.saw({ event: 'x', sender: 'b', memberId: 2, target: 'a', timestamp: stamp(2) });
    expect(say('c', 'come')).toBe('full');
    const late = open();
    late.seats.apply('other', seats.of(['a', 'b', 'nobody']));
    expect(late.say('c', 'come')).toBe('full');
  });

  it('are kept by who came first, on each of two nodes where the last one was taken at once', () => {
    const [one, other] = [open(), open()];
    const come = (sender: string, ms: number) =>
      ({ event: 'come', sender, memberId: 1, timestamp: stamp(ms) }) as const;
    const [first, b, c] = [come('a', 1), come('b', 5), come('c', 5)];
    for (const { seats } of [one, other]) seats.saw(first);
    one.seats.saw(c);
    other.seats.saw(b);
    // They hear of each other.
    one.seats.saw(b);
    other.seats.saw(c);
    for (const { seats } of [one, other]) {
      expect(seats.of(['a', 'b', 'c']).map(({ connectionId }) => connectionId)).toEqual(['a', 'b']);
      expect(() => seats.require(c)).toThrow('at most 2');
      expect(() => seats.require(b)).not.toThrow();
    }
  });

  it('belong to those who had them before the node heard of it', () => {
    const { seats } = open();
    const come = (sender: string, ms: number) =>
      ({ event: 'come', sender, memberId: 1, timestamp: stamp(ms) }) as const;
    const late = come('c', 10);
    seats.saw(late);
    seats.saw({ ...come('a', 20), target: 'c' });
    seats.saw({ ...come('b', 21), target: 'c' });
    expect(() => seats.require(late)).not.toThrow();
    const since = (connectionId: string, ms: number) => ({
      connectionId,
      memberId: 1,
      since: stamp(ms),
    });
    seats.apply('other', [since('a', 1), since('b', 2)]);
    expect(() => seats.require(late)).toThrow('at most 2');
  });
});
