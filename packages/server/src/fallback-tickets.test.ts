import type { Ticket, Tickets } from '@parley/hub';
import { MemoryTickets } from '@parley/hub/memory';
import { FakeClock } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { FallbackTickets } from './fallback-tickets.ts';

const ticket: Ticket = { connectionId: 'c', memberId: 1, origin: null, credential: 'session:1' };

function setUp() {
  const memory = new MemoryTickets({ clock: new FakeClock() });
  let away = false;
  const first: Tickets = {
    put: async (...args) => (away ? Promise.reject(new Error('away')) : memory.put(...args)),
    take: async (secret) => (away ? Promise.reject(new Error('away')) : memory.take(secret)),
  };
  const second = new MemoryTickets({ clock: new FakeClock() });
  const leave = (value: boolean): void => {
    away = value;
  };
  return { tickets: new FallbackTickets(first, second), first, second, leave };
}

describe('tickets while Redis is away', () => {
  it('go to the database, and are found there when Redis is back', async () => {
    const { tickets, second, leave } = setUp();
    expect(tickets.isAway).toBe(false);
    leave(true);
    const secret = await tickets.put('a', ticket, 15_000);
    expect(second.size).toBe(1);
    expect(tickets.isAway).toBe(true);
    leave(false);
    expect(await tickets.take(secret)).toEqual(ticket);
    expect(await tickets.take(secret)).toBeUndefined();
    await tickets.put('b', ticket, 15_000);
    expect(tickets.isAway).toBe(false);
  });

  it('are good once, also when Redis does what it had not confirmed', async () => {
    const { tickets, first, leave } = setUp();
    leave(true);
    const secret = await tickets.put('a', ticket, 15_000);
    leave(false);
    await first.put('a', ticket, 15_000);
    expect(await tickets.take(secret)).toEqual(ticket);
    expect(await tickets.take(secret)).toBeUndefined();
  });

  it('do not touch the database while Redis is there', async () => {
    const { tickets, second } = setUp();
    await tickets.put('a', ticket, 15_000);
    expect(second.size).toBe(0);
    expect(await tickets.take('a')).toEqual(ticket);
  });

  it('that Redis has and nobody can reach are refused, not given twice', async () => {
    const { tickets, leave } = setUp();
    await tickets.put('a', ticket, 15_000);
    leave(true);
    expect(await tickets.take('a')).toBeUndefined();
    leave(false);
    expect(await tickets.take('a')).toEqual(ticket);
  });
});
