import { describe, expect, it } from 'vitest';
import { patient, scene } from './lib/scene.ts';
import type { Visitor } from './lib/visitor.ts';

const here = scene();

/** Two of each language, on two nodes. */
async function six(): Promise<Visitor[]> {
  return Promise.all([
    here.guest(0),
    here.guest(1),
    here.socketGuest(0),
    here.socketGuest(1),
    here.cableGuest(0),
    here.cableGuest(1),
  ]);
}

const heardBy = (all: readonly Visitor[], topic: string): string[][] =>
  all.map(({ watches }) => (watches.get(topic)?.received ?? []).map(({ payload }) => payload));

describe('topic, Socket.IO and Action Cable clients in one room, on two nodes', () => {
  it('F1 all see the same messages in the same order, once', async () => {
    const topic = `room:${await here.cluster.makeRoom('host', 'open')}`;
    const all = await six();
    await here.join(topic, ...all);
    const rounds = 20;
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(all.map((guest) => guest.say(topic)));
    }
    await expect
      .poll(() => heardBy(all, topic).map((heard) => heard.length), patient)
      .toEqual(all.map(() => rounds * all.length));
    const [first, ...others] = heardBy(all, topic);
    for (const other of others) expect(other).toEqual(first);
    expect(all.flatMap(({ refused }) => refused)).toEqual([]);
    await here.judged(all);
  });

  it('F2 a node is killed: who was on it goes on elsewhere, with nothing lost or twice', async () => {
    const { cluster } = here;
    const topic = `room:${await cluster.makeRoom('host', 'open')}`;
    const movers: Visitor[] = await Promise.all([
      ...Array.from({ length: 4 }, () => here.socketGuest()),
      ...Array.from({ length: 2 }, () => here.cableGuest()),
    ]);
    const all: Visitor[] = [...movers, await here.guest(1)];
    await here.join(topic, ...all);
    const talking = all.map(async (guest) => {
      for (let turn = 0; turn < 30; turn += 1) await guest.say(topic);
    });
    await expect.poll(() => heardBy(all, topic)[6]?.length, patient).toBeGreaterThan(40);
    await cluster.node(0).kill();
    await cluster.node(0).restart();
    await Promise.all(talking);
    await expect
      .poll(() => heardBy(all, topic).map((heard) => heard.length), patient)
      .toEqual(all.map(() => 30 * all.length));
    await here.judged(all);
  });

  it('F2 who is removed on one node hears nothing more on another, in any language', async () => {
    const { cluster } = here;
    const all = await six();
    const [host, ...others] = all as [Visitor, ...Visitor[]];
    const uuid = await cluster.makeRoom(host.user, 'private');
    const topic = `room:${uuid}`;
    const room = { owner: host.user, uuid };
    const ids = others.map(({ memberId }) => memberId);
    expect(await cluster.letIn(cluster.node(2), room, ids)).toBeLessThan(300);
    await here.join(topic, ...all);
    await Promise.all([1, 2, 3].map(() => host.say(topic)));
    const removing = ids.map((id) => cluster.putOut(cluster.node(2), room, id));
    const after = [4, 5, 6].map(() => host.say(topic));
    expect(await Promise.all(removing)).toEqual(ids.map(() => 204));
    await Promise.all(after);
    await expect
      .poll(() => others.map(({ watches }) => watches.get(topic)?.refusals), patient)
      .toEqual(others.map(() => ['removed']));
    await host.say(topic);
    await here.judged(all);
    for (const guest of others) guest.watches.get(topic)?.again();
    await expect
      .poll(() => others.map(({ watches }) => watches.get(topic)?.refusals), patient)
      .toEqual(others.map(() => ['removed', 'forbidden']));
    await Promise.all(others.map((guest) => guest.say(topic)));
    const codes = others.map(({ refused }) => refused.map(({ code }) => code));
    expect(codes).toEqual([
      ['forbidden'],
      ['not_joined'],
      ['not_joined'],
      ['forbidden'],
      ['forbidden'],
    ]);
    await here.judged(all);
  });
});
