import type { RosterEvent } from '@parley/client';
import { describe, expect, it } from 'vitest';
import { Guest } from './lib/guest.ts';
import { checkPresence } from './lib/judge.ts';
import { patient, scene } from './lib/scene.ts';

const here = scene({ random: () => 0 });

describe('who is there, over nodes', () => {
  it('F2 who comes and goes on one node is seen on the others', async () => {
    const { topic, guests } = await here.everywhere();
    await expect.poll(() => checkPresence([topic], guests), patient).toEqual([]);
    const [first, ...others] = guests;
    const late = await here.guest(2);
    await here.join(topic, late);
    await expect.poll(() => checkPresence([topic], [...guests, late]), patient).toEqual([]);
    first.leave();
    late.leave();
    // Both had no other connection: they are gone when the grace time is over.
    await expect.poll(() => checkPresence([topic], others), patient).toEqual([]);
  });

  it('F2 a member on two nodes is one member with two connections', async () => {
    const { topic, guests } = await here.everywhere();
    const { cluster } = here;
    const [one] = guests;
    const { user, memberId } = one;
    const twin = new Guest({
      user,
      memberId,
      token: cluster.token(user),
      url: cluster.node(1).url,
    });
    try {
      await here.join(topic, twin);
      const ids = [one.client.connectionId, twin.client.connectionId].sort();
      await expect
        .poll(async () => {
          const { members } = await guests[2].rosterThere(topic);
          return members
            .filter(({ member }) => member === `m${memberId}`)
            .map(({ connections }) => connections.toSorted());
        }, patient)
        .toEqual([ids]);
    } finally {
      twin.leave();
    }
  });

  it('F2 kill -9 of a node: the others tell once who is gone, and nothing of who came back', async () => {
    const { topic, guests } = await here.everywhere();
    const { cluster } = here;
    const [gone, , stays] = guests;
    // The balancer takes the first node that lives: the one that is about to die, then another.
    const mover = await here.guest();
    await here.join(topic, mover);
    const left: string[] = [];
    stays.client.subscribe(topic, {
      roster: (event: RosterEvent) => left.push(...event.left.map(({ scid }) => scid)),
    });
    await expect.poll(() => checkPresence([topic], [...guests, mover]), patient).toEqual([]);
    const before = mover.client.connectionId;
    await cluster.node(0).kill();
    gone.leave();
    try {
      const rest = [...guests.slice(1), mover];
      await expect.poll(() => checkPresence([topic], rest), patient).toEqual([]);
      expect(mover.client.connectionId).not.toBe(before);
      expect(left).toEqual([`m${gone.memberId}`]);
    } finally {
      await cluster.node(0).restart();
    }
  });
});
