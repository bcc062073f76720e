import { describe, expect, it } from 'vitest';
import {
  callWorld,
  come,
  idOf,
  others,
  TOPIC,
  type CallPage,
  type CallWorld,
} from '../testing/call-world.ts';

describe('a network that fails', () => {
  async function two(): Promise<{ world: CallWorld; a: CallPage; b: CallPage }> {
    const world = callWorld();
    const [a, b] = [await world.page(1), await world.page(2)];
    await come(world, a, b);
    return { world, a, b };
  }

  it('between the two: another way is looked for, over the same connection', async () => {
    const { world, a, b } = await two();
    world.net.cut();
    await world.settle();
    expect(others(a)).toEqual(['Member 2 unsteady']);
    world.net.up = true;
    await world.pass(4_000);
    expect([others(a), others(b)]).toEqual([['Member 2 connected'], ['Member 1 connected']]);
    expect(a.browser.made).toHaveLength(1);
    expect(a.browser.made[0]?.round).toBeGreaterThan(1);
  });

  it('for too long: who cannot be reached is not in the call any more', async () => {
    const { world, a, b } = await two();
    world.net.cut('failed');
    await world.pass(50_000);
    expect([others(a), others(b)]).toEqual([[], []]);
    expect(a.errors).toContain('peer_lost');
    expect(a.call.snapshot.state).toBe('active');
  });

  it('takes the line to the server too: one comes back on another connection as who one was', async () => {
    const { world, a, b } = await two();
    const before = idOf(a);
    world.net.cut();
    world.server.open.find(({ connectionId }) => connectionId === before)?.cut();
    await world.settle();
    expect(a.call.snapshot).toMatchObject({ state: 'away', ready: false });
    world.net.up = true;
    await world.pass(6_000);
    expect(idOf(a)).not.toBe(before);
    expect(a.call.snapshot.state).toBe('active');
    expect([...b.call.snapshot.participants.keys()]).toEqual([idOf(a)]);
    expect([others(a), others(b)]).toEqual([['Member 2 connected'], ['Member 1 connected']]);
    expect([a.browser.made.length, b.browser.made.length]).toEqual([1, 1]);
    expect(b.lines).toEqual(['Member 1 joined']);
    await world.pass(20_000);
    expect(others(b)).toEqual(['Member 1 connected']);
  });

  it('takes a line for a while: what is sent there meanwhile makes nobody forget who is away', async () => {
    const { world, a, b } = await two();
    world.net.cut();
    world.server.reachable = false;
    world.server.open.find(({ connectionId }) => connectionId === idOf(a))?.cut();
    await world.pass(12_000);
    expect(others(b)).toEqual(['Member 1 unsteady']);
    world.server.reachable = true;
    world.net.up = true;
    await world.pass(25_000);
    expect([others(a), others(b)]).toEqual([['Member 2 connected'], ['Member 1 connected']]);
    expect([a.browser.made.length, b.browser.made.length]).toEqual([1, 1]);
  });

  it('takes both lines to the server, and what flows between the two flows on', async () => {
    const { world, a, b } = await two();
    for (const socket of world.server.open) socket.cut();
    await world.pass(40_000);
    expect([others(a), others(b)]).toEqual([['Member 2 connected'], ['Member 1 connected']]);
    expect([a.browser.made.length, b.browser.made.length]).toEqual([1, 1]);
  });

  it('lets nobody take the place of another member', async () => {
    const { world, a } = await two();
    const thief = await world.page(3);
    const said = world.server.seen.findLast(
      (frame) => frame.op === 'transmit' && frame.action === 'stream-inquiry',
    );
    const payload = { ...(said as { payload: object }).payload };
    void thief.client.transmit(false, 'stream-inquiry', TOPIC, payload);
    await world.settle();
    expect(others(a).sort()).toEqual(['Member 2 connected', 'Member 3 seen']);
    expect(world.net.open).toHaveLength(2);
  });

  it('begins anew with one who lost their end of it', async () => {
    const { world, a, b } = await two();
    // The page of Ben forgot the connection, and does not say that it left.
    void a.client.transmit(false, 'stop-stream', TOPIC, { target: idOf(b) });
    await world.settle();
    expect(others(b)).toEqual([]);
    world.net.cut();
    world.net.up = true;
    await world.pass(12_000);
    expect([others(a), others(b)]).toEqual([['Member 2 connected'], ['Member 1 connected']]);
  });
});
