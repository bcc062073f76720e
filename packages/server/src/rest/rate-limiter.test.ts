import { FakeClock } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { addressKey, RateLimiter, rateLimits } from './rate-limiter.ts';

const tries = (limiter: RateLimiter, key: string, count: number): string[] =>
  Array.from({ length: count }, () => {
    try {
      limiter.take('signInByAccount', key);
      return 'ok';
    } catch (error) {
      return (error as { code: string }).code;
    }
  });

describe('the rate limiter', () => {
  const { most, per } = rateLimits.signInByAccount;

  it('refuses one try too many until the window ends, and says when that is', () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter(clock);
    expect(tries(limiter, 'ada', most + 1)).toEqual([...Array(most).fill('ok'), 'rate_limited']);
    clock.advance(per - 1000);
    expect(() => limiter.take('signInByAccount', 'ada')).toThrow(
      expect.objectContaining({ retryAfter: 1000 }),
    );
    clock.advance(1000);
    expect(tries(limiter, 'ada', 1)).toEqual(['ok']);
  });

  it('counts each key and each limit by itself, and gives good tries back', () => {
    const limiter = new RateLimiter(new FakeClock());
    tries(limiter, 'ada', most);
    expect(tries(limiter, 'bob', 1)).toEqual(['ok']);
    limiter.take('signInByAddress', 'ada');
    limiter.giveBack('signInByAccount', 'ada');
    expect(tries(limiter, 'ada', 2)).toEqual(['ok', 'rate_limited']);
  });

  it('forgets the oldest counters rather than grow without end', () => {
    const limiter = new RateLimiter(new FakeClock(), { mostCounters: 2 });
    tries(limiter, 'a', most);
    tries(limiter, 'b', most);
    tries(limiter, 'c', 1);
    expect(tries(limiter, 'b', 1)).toEqual(['rate_limited']);
    expect(tries(limiter, 'a', 1)).toEqual(['ok']);
  });

  it('counts an IPv6 address by its network', () => {
    expect(addressKey('2001:db8:0:7::1')).toBe(addressKey('2001:db8:0:7:ffff:1:2:3'));
    expect(addressKey('2001:db8:0:7::1')).not.toBe(addressKey('2001:db8:0:8::1'));
    expect(addressKey('::1')).toBe('0:0:0:0');
    expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  });
});
