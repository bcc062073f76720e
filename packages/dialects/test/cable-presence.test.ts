import { fullGrants, Hub, type Nodes } from '@parley/hub';
import { MemoryBusRoom, MemorySessionShelf, MemoryTopicLog } from '@parley/hub/memory';
import { FakeClock } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { CableScene, on, type CableClient, type Frame } from './cable-scene.ts';
import { only, profile, Scene } from './scene.ts';

const topic = 'chat:1';
const identifier = on(topic);
const join = (id: unknown, info?: unknown) => ({
  command: 'join',
  identifier,
  presence: { id, info },
});
const presence = { command: 'presence', identifier };

describe('who is there', () => {
  it('is told as records, one for each who joined, literally so', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const ada = await cable.extendedOn(1, topic);
    const bob = await cable.extendedOn(2, topic);
    // A subscription alone is nobody.
    expect(await bob.ask(presence)).toEqual([
      { type: 'presence', identifier, message: { type: 'info', total: 0, records: [] } },
    ]);
    expect(await ada.ask(join('ada', { mood: 'grand' }))).toEqual([]);
    await scene.clock.advanceAsync(250);
    const told =
      `{"type":"presence","identifier":${JSON.stringify(identifier)}` +
      ',"message":{"type":"join","id":"ada","info":{"mood":"grand"},"member_id":1}}';
    expect(ada.takeTexts()).toEqual([told]);
    expect(bob.takeTexts()).toEqual([told]);
    bob.say(presence);
    expect(bob.takeTexts()).toEqual([
      `{"type":"presence","identifier":${JSON.stringify(identifier)}` +
        ',"message":{"type":"info","total":1,"records":[{"id":"ada","info":{"mood":"grand"},"member_id":1}]}}',
    ]);
    await ada.ask({ command: 'leave', identifier });
    await scene.clock.advanceAsync(250);
    expect(bob.take()).toMatchObject([{ message: { type: 'leave', id: 'ada', member_id: 1 } }]);
    // Still subscribed.
    await scene.hub.publish({ topic, event: 'x', payload: '{}', store: false, publisher: 'app' });
    await scene.clock.settle();
    expect(ada.take()).toContainEqual({ identifier, message: { event: 'x' } });
  });

  it('comes with the subscribe, too, and what is said can change', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const ada = await cable.enter(1, { extended: true });
    await ada.ask({ command: 'subscribe', identifier, presence: { id: 7, info: { at: 1 } } });
    await scene.clock.advanceAsync(250);
    expect(ada.take()).toMatchObject([{ message: { type: 'join', id: '7' } }]);
    await ada.ask(join('7', { at: 2 }));
    await scene.clock.advanceAsync(250);
    expect(ada.take()).toMatchObject([{ message: { type: 'join', info: { at: 2 } } }]);
    await ada.ask(join('8', { at: 2 }));
    await scene.clock.advanceAsync(250);
    expect(ada.take()).toMatchObject([
      { message: { type: 'leave', id: '7' } },
      { message: { type: 'join', id: '8' } },
    ]);
    await ada.ask(join('8', { at: 2 }));
    await scene.clock.advanceAsync(250);
    expect(ada.take()).toEqual([]);
  });

  it('is one record over all of a member’s connections; a drop has the grace time', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const eve = await cable.extendedOn(3, topic);
    const phone = await cable.extendedOn(1, topic);
    const desk = await cable.extendedOn(1, topic);
    await phone.ask(join('ada'));
    await desk.ask(join('ada'));
    await scene.clock.advanceAsync(250);
    expect(eve.take()).toHaveLength(1);
    await phone.ask({ command: 'unsubscribe', identifier });
    await scene.clock.advanceAsync(250);
    desk.drop();
    const heard = async (ms: number) => {
      await scene.clock.advanceAsync(ms);
      return eve.mailbox.take().filter(({ type }) => type === 'presence');
    };
    expect(await heard(14_900)).toEqual([]);
    const back = await cable.extendedOn(1, topic);
    await back.ask(join('ada'));
    expect(await heard(20_000)).toEqual([]);
    back.drop();
    expect(await heard(14_900)).toEqual([]);
    expect(await heard(400)).toMatchObject([{ message: { type: 'leave', id: 'ada' } }]);
  });

  it('says no to what is too much, malformed, or not allowed', async () => {
    const scene = new Scene();
    scene.grant('blind', { ...fullGrants, presence: false });
    const cable = new CableScene(scene);
    const ada = await cable.extendedOn(1, topic);
    for (const bad of [
      join('x', 'y'.repeat(2000)),
      join('', {}),
      join(null),
      join('x'.repeat(2000)),
    ]) {
      expect(await ada.ask(bad)).toEqual([]);
    }
    expect(ada.odd()).toBe(4);
    await ada.ask({ command: 'subscribe', identifier: on('blind') });
    const blind = { identifier: on('blind') };
    expect(await ada.ask({ ...blind, command: 'presence' })).toEqual([
      { type: 'presence', ...blind, message: { type: 'error' } },
    ]);
    await ada.ask({ ...blind, command: 'join', presence: { id: 'ada' } });
    await scene.clock.advanceAsync(250);
    expect(ada.take()).toEqual([]);
  });
});

describe('one roster, two languages', () => {
  it('shows topic clients as members, and cable clients under the name they gave', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const ada = await cable.extendedOn(1, topic);
    const bob = await scene.on(2, topic);
    await scene.clock.advanceAsync(250);
    expect(ada.take()).toMatchObject([
      {
        message: {
          type: 'join',
          id: '2',
          info: { name: 'Member 2', role: 'member', color: '#123456' },
          member_id: 2,
        },
      },
    ]);
    bob.mailbox.take();
    // Neither does a plain cable subscription show.
    const [count] = only(await bob.ask({ op: 'roster', id: 9, topic }), 'roster');
    expect(count).toMatchObject({ count: 1 });
    await ada.ask(join('ada', { desk: 4 }));
    await scene.clock.advanceAsync(250);
    expect(only(bob.mailbox.take(), 'presence')).toMatchObject([
      { changes: [{ scid: 'm1', name: 'Member 1', cids: ['m1', ada.cid], online: true }] },
    ]);
    expect(await ada.ask(presence)).toContainEqual({
      type: 'presence',
      identifier,
      message: {
        type: 'info',
        total: 2,
        records: [
          { id: 'ada', info: { desk: 4 }, member_id: 1 },
          { id: '2', info: { name: 'Member 2', role: 'member', color: '#123456' }, member_id: 2 },
        ],
      },
    });
  });

  it('a cable connection that never joined takes nobody’s place away when it goes', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const eve = await scene.on(3, topic);
    const tab = await scene.on(1, topic);
    const ada = await cable.extendedOn(1, topic);
    await scene.clock.advanceAsync(250);
    eve.mailbox.take();
    tab.session.closed();
    await ada.ask({ command: 'unsubscribe', identifier });
    await scene.clock.advanceAsync(10_000);
    expect(only(eve.mailbox.take(), 'presence')).toEqual([]);
    await scene.clock.advanceAsync(6000);
    expect(only(eve.mailbox.take(), 'presence')).toMatchObject([{ count: 1 }]);
  });

  it('clients of the base protocol hear nothing of it', async () => {
    const scene = new Scene();
    const cable = new CableScene(scene);
    const old = await cable.enter(1);
    await old.ask({ command: 'subscribe', identifier });
    await scene.on(2, topic);
    await scene.clock.advanceAsync(250);
    expect(old.take()).toEqual([]);
  });
});

describe('presence over two nodes', () => {
  function twoNodes() {
    const clock = new FakeClock();
    const log = new MemoryTopicLog({ clock, epoch: () => 'epoch00000' });
    const room = new MemoryBusRoom();
    const shelf = new MemorySessionShelf({ clock });
    const gone = new Set<(node: string, silentFor: number) => void>();
    const nodes: Nodes = {
      onGone: (listener) => {
        gone.add(listener);
        return () => gone.delete(listener);
      },
    };
    const node = (name: string) => {
      const bus = room.bus();
      const hub = new Hub({
        log,
        clock,
        bus,
        nodes,
        profiles: { find: (ids) => Promise.resolve(ids.map((id) => profile(id))) },
      });
      hub.allow('chat:*', () => fullGrants, { open: true });
      return { bus, cable: new CableScene({ hub, clock }, { shelf, name }) };
    };
    const bury = (name: string) => {
      for (const listener of gone) listener(name, 6000);
    };
    return { clock, a: node('a'), b: node('b'), bury };
  }

  const events = (client: CableClient) =>
    client
      .take()
      .filter(({ type }) => type === 'presence')
      .map(({ message }) => {
        const { type, id, info } = message as Frame;
        return [type, id, info];
      });

  it('tells one record per member, whichever node they are on, and the newest of what they say', async () => {
    const { clock, a, b } = twoNodes();
    const eve = await b.cable.extendedOn(3, topic);
    const here = await a.cable.extendedOn(1, topic);
    await here.ask(join('ada', { node: 'a' }));
    await clock.advanceAsync(500);
    expect(events(eve)).toEqual([['join', 'ada', { node: 'a' }]]);
    const there = await b.cable.extendedOn(1, topic);
    await there.ask(join('ada', { node: 'b' }));
    await clock.advanceAsync(500);
    expect(events(eve)).toEqual([['join', 'ada', { node: 'b' }]]);
    expect(events(here)).toEqual([
      ['join', 'ada', { node: 'a' }],
      ['join', 'ada', { node: 'b' }],
    ]);
    for (const client of [eve, here, there]) {
      client.mailbox.take();
      const [info] = await client.ask(presence);
      expect(info?.['message']).toEqual({
        type: 'info',
        total: 1,
        records: [{ id: 'ada', info: { node: 'b' }, member_id: 1 }],
      });
    }
    await there.ask({ command: 'leave', identifier });
    await clock.advanceAsync(500);
    expect(events(eve)).toEqual([['join', 'ada', { node: 'a' }]]);
    await here.ask({ command: 'leave', identifier });
    await clock.advanceAsync(500);
    expect(events(eve)).toEqual([['leave', 'ada', { node: 'a' }]]);
  });

  it('keeps the members of a node that died for what is left of the grace time', async () => {
    const { clock, a, b, bury } = twoNodes();
    const eve = await b.cable.extendedOn(3, topic);
    const ada = await a.cable.extendedOn(1, topic);
    await ada.ask(join('ada', 1));
    await clock.advanceAsync(500);
    events(eve);
    b.bus.deaf = true;
    bury(a.bus.node);
    await clock.advanceAsync(8000);
    expect(events(eve)).toEqual([]);
    await clock.advanceAsync(1500);
    expect(events(eve)).toEqual([['leave', 'ada', 1]]);
  });

  it('takes a connection up on the other node', async () => {
    const { clock, a, b } = twoNodes();
    const ada = await a.cable.extendedOn(1, topic);
    ada.drop();
    const back = b.cable.open(1, { extended: true, restore: ada.sid });
    await clock.settle();
    expect(back.mailbox.take()).toMatchObject([{ restored: true, restored_ids: [identifier] }]);
  });
});
