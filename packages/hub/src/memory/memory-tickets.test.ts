import { describe, expect, it } from 'vitest';
import type { Ticket } from '../ports/tickets.ts';
import { MemoryTickets } from './memory-tickets.ts';

const ticket = (connectionId: string): Ticket => ({
  connectionId,
  memberId: 1,
  origin: null,
  credential: 'session:1',
});

function fake() {
  let now = 1_000_000;
  return { elapsed: () => now, advance: (ms: number) => (now += ms) };
}

describe('tickets in memory', () => {
  it('are taken once', async () => {
    const tickets = new MemoryTickets({ clock: fake() });
    await tickets.put('a', ticket('one'), 15_000);
    await expect(tickets.take('a')).resolves.toMatchObject({ connectionId: 'one' });
    await expect(tickets.take('a')).resolves.toBeUndefined();
    await expect(tickets.take('unknown')).resolves.toBeUndefined();
  });

  it('of two tabs at the same moment both work', async () => {
    const tickets = new MemoryTickets({ clock: fake() });
    await Promise.all([
      tickets.put('a', ticket('1'), 15_000),
      tickets.put('b', ticket('2'), 15_000),
    ]);
    const taken = await Promise.all([tickets.take('b'), tickets.take('a')]);
    expect(taken.map((found) => found?.connectionId)).toEqual(['2', '1']);
  });

  it('die after their lifetime, and leave no memory behind', async () => {
    const clock = fake();
    const tickets = new MemoryTickets({ clock });
    await tickets.put('a', ticket('1'), 15_000);
    await tickets.put('b', ticket('2'), 15_000);
    clock.advance(14_999);
    await expect(tickets.take('a')).resolves.toBeDefined();
    clock.advance(1);
    await expect(tickets.take('b')).resolves.toBeUndefined();
    await tickets.put('c', ticket('3'), 15_000);
    clock.advance(15_000);
    await tickets.put('d', ticket('4'), 15_000);
    expect(tickets.size).toBe(1);
  });

  it('are bounded: the oldest go first', async () => {
    const tickets = new MemoryTickets({ clock: fake(), most: 2 });
    for (const secret of ['a', 'b', 'c']) await tickets.put(secret, ticket(secret), 15_000);
    expect(tickets.size).toBe(2);
    await expect(tickets.take('a')).resolves.toBeUndefined();
    await expect(tickets.take('c')).resolves.toBeDefined();
  });
});
