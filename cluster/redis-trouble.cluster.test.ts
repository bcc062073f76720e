import { describe, expect, it } from 'vitest';
import { checkPresence } from './lib/judge.ts';
import { patient, scene } from './lib/scene.ts';

const here = scene();

const degraded = async (): Promise<boolean[]> =>
  Promise.all(
    here.cluster.nodes.map(async (node) => {
      const { status, text } = await node.readiness();
      expect(status).toBe(200);
      return text.includes('"degraded":["redis"]');
    }),
  );
const all = (value: boolean): boolean[] => here.cluster.nodes.map(() => value);

describe('Redis in trouble', () => {
  it('F2 gone: stored messages still arrive and tickets still work, the nodes say so, and recover', async () => {
    const { topic, guests } = await here.everywhere();
    const { cluster } = here;
    const transient: string[] = [];
    guests[1].client.subscribe(topic, ({ action }) => void transient.push(action));
    await cluster.redis.kill();
    await expect.poll(degraded, patient).toEqual(all(true));
    // Over the silence query alone; and the acknowledgement waits for nobody.
    for (let round = 0; round < 3; round++) {
      await Promise.all(guests.map((guest) => guest.say(topic)));
    }
    await here.judged(guests);
    const got = await cluster.ask(cluster.node(0), guests[0].user, 'POST /ticket');
    expect(got.status).toBe(200);
    const late = await here.guest();
    await here.join(topic, late);
    await late.say(topic);
    // A removal takes effect as well: it is in the log.
    const uuid = await cluster.makeRoom(guests[0].user, 'private');
    const room = { uuid, owner: guests[0].user };
    const { memberId } = guests[1];
    expect(await cluster.letIn(cluster.node(2), room, [memberId])).toBeLessThan(300);
    await here.join(`room:${uuid}`, guests[0], guests[1]);
    expect(await cluster.putOut(cluster.node(2), room, memberId)).toBeLessThan(300);
    await guests[0].say(`room:${uuid}`);
    await expect
      .poll(() => guests[1].watches.get(`room:${uuid}`)?.refusals, patient)
      .toEqual(['removed']);
    await here.judged([...guests, late]);
    expect(transient).not.toContain('cursor');

    await cluster.redis.restartEmpty();
    await expect.poll(degraded, patient).toEqual(all(false));
    await expect.poll(() => checkPresence([topic], [...guests, late]), patient).toEqual([]);
    // What is not stored crosses again.
    await expect
      .poll(async () => {
        await guests[0].client.transmit(false, 'cursor', topic, {});
        return transient.includes('cursor');
      }, patient)
      .toBe(true);
  });

  it('F2 empty: who is there is true again, though people come and go meanwhile', async () => {
    const { topic, guests } = await here.everywhere();
    const { cluster } = here;
    await expect.poll(() => checkPresence([topic], guests), patient).toEqual([]);
    const late = await here.guest(1);
    const coming = here.join(topic, late);
    guests[0].leave();
    await cluster.redis.restartEmpty();
    await coming;
    const rest = [...guests.slice(1), late];
    await expect.poll(() => checkPresence([topic], rest), patient).toEqual([]);
    await Promise.all(rest.map((guest) => guest.say(topic)));
    await here.judged(rest);
  });

  it('F2 one node cut off, in silence: it hears all the same, and nobody on it is called gone for good', async () => {
    const { topic, guests } = await here.everywhere();
    const { toRedis } = here.cluster.node(1);
    await expect.poll(() => checkPresence([topic], guests), patient).toEqual([]);
    toRedis.become('silent');
    for (let round = 0; round < 3; round++) {
      await Promise.all(guests.map((guest) => guest.say(topic)));
    }
    await here.judged(guests);
    await expect.poll(degraded, patient).toEqual([false, true, false]);
    // What was lost on the way never comes, and no side is told that the other has given up.
    toRedis.become('open', { abandoned: true });
    await expect.poll(degraded, patient).toEqual(all(false));
    await expect.poll(() => checkPresence([topic], guests), patient).toEqual([]);
  });
});
