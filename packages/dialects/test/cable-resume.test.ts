import { fullGrants, type Channel, type SessionShelf } from '@parley/hub';
import { describe, expect, it } from 'vitest';
import { CableScene, on, topicChannel, type CableClient, type Frame } from './cable-scene.ts';
import { Scene } from './scene.ts';

const epoch = 'epoch00000';
const brief = (frames: readonly Frame[]) => frames.map((frame) => frame['offset'] ?? frame['type']);

function setUp(
  options: ConstructorParameters<typeof Scene>[0] = {},
  more: ConstructorParameters<typeof CableScene>[1] = {},
) {
  const scene = new Scene(options);
  const cable = new CableScene(scene, more);
  const store = async (topic = 'chat:1', count = 1) => {
    for (let i = 0; i < count; i += 1) {
      await scene.log.append({
        topic,
        event: 'note',
        payload: '{}',
        sender: 'app',
        connectionId: null,
        memberId: null,
        publisher: 'app',
      });
    }
    await scene.clock.settle();
  };
  const resume = async (old: CableClient, memberId = 1) => {
    const client = cable.open(memberId, { extended: true, restore: old.sid });
    await scene.clock.settle();
    return { client, welcome: client.mailbox.take() };
  };
  return { scene, cable, store, resume };
}

const history = (identifier: string, streams: object = {}, since?: number) => ({
  command: 'history',
  identifier,
  history: { streams, ...(since === undefined ? {} : { since }) },
});

describe('a dropped connection', () => {
  it('is taken up again: welcome says so, and the missed comes once, in order', async () => {
    const { cable, store, resume } = setUp();
    const ada = await cable.extendedOn(1, 'chat:1');
    await store();
    expect(brief(ada.mailbox.take())).toEqual([1]);
    ada.drop();
    await store('chat:1', 2);
    const { client, welcome } = await resume(ada);
    expect(welcome).toEqual([
      { type: 'welcome', sid: client.sid, restored: true, restored_ids: [on('chat:1')] },
    ]);
    expect(client.sid).not.toBe(ada.sid);
    // Live messages wait until the client says what it has.
    await store();
    expect(client.mailbox.take()).toEqual([]);
    const frames = await client.ask(history(on('chat:1'), { 'chat:1': { offset: 1, epoch } }));
    expect(brief(frames)).toEqual([2, 3, 4, 'confirm_history']);
    await store();
    expect(brief(client.mailbox.take())).toEqual([5]);
  });

  it('may be back before the server knows that it was gone', async () => {
    const { cable, store, resume } = setUp();
    const ada = await cable.extendedOn(1, 'chat:1');
    const { client, welcome } = await resume(ada);
    expect(welcome).toMatchObject([{ restored: true, restored_ids: [on('chat:1')] }]);
    await store();
    const frames = await client.ask(history(on('chat:1')));
    expect(brief(frames)).toEqual([1, 'confirm_history']);
    ada.drop();
    await store();
    expect(brief(client.mailbox.take())).toEqual([2]);
  });

  it('whose client never received anything gets all since it subscribed, whatever its clock says', async () => {
    const { scene, cable, store, resume } = setUp();
    await store('chat:1', 3);
    const ada = await cable.extendedOn(1, 'chat:1');
    ada.drop();
    await store('chat:1', 2);
    const { client } = await resume(ada);
    const tomorrow = scene.clock.now() / 1000 + 86_400;
    const frames = await client.ask(history(on('chat:1'), {}, tomorrow));
    expect(brief(frames)).toEqual([4, 5, 'confirm_history']);
  });

  it('goes on from where it was restored when the client says nothing for a while', async () => {
    const { scene, cable, store, resume } = setUp();
    const ada = await cable.extendedOn(1, 'chat:1');
    ada.drop();
    await store('chat:1', 2);
    const { client } = await resume(ada);
    await store();
    await scene.clock.advanceAsync(5000);
    expect(brief(client.mailbox.take()).filter((one) => one !== 'ping')).toEqual([3]);
    // Late, the client says it has nothing: what it did not get comes, and no more.
    const frames = await client.ask(history(on('chat:1'), { 'chat:1': { offset: 1, epoch } }));
    expect(brief(frames)).toEqual([2, 'confirm_history']);
  });

  it('goes on at once for a client that subscribes, acts or leaves instead', async () => {
    const { cable, store, resume } = setUp();
    const ada = await cable.extendedOn(1, 'chat:1');
    await ada.ask({ command: 'subscribe', identifier: on('chat:2') });
    ada.drop();
    const { client } = await resume(ada);
    expect(brief(await client.ask({ command: 'subscribe', identifier: on('chat:1') }))).toEqual([
      'confirm_subscription',
    ]);
    await client.ask({ command: 'unsubscribe', identifier: on('chat:2') });
    await store('chat:1');
    await store('chat:2');
    expect(client.mailbox.take()).toMatchObject([{ identifier: on('chat:1'), offset: 1 }]);
  });

  it('is rejected its history when the gap cannot be filled, and goes on live', async () => {
    const { cable, store, resume } = setUp({ limits: { resumeMessages: 2 } });
    const ada = await cable.extendedOn(1, 'chat:1');
    await store();
    ada.drop();
    await store('chat:1', 3);
    const { client } = await resume(ada);
    const frames = await client.ask(history(on('chat:1'), { 'chat:1': { offset: 1, epoch } }));
    expect(brief(frames)).toEqual(['reject_history']);
    await store();
    expect(brief(client.mailbox.take())).toEqual([5]);
  });
});

describe('what is not restored', () => {
  const plain = (client: CableClient) => [{ type: 'welcome', sid: client.sid }];

  it('a session of somebody else, which stays there for its member', async () => {
    const { cable, resume } = setUp();
    const ada = await cable.extendedOn(1, 'chat:1');
    ada.drop();
    const thief = await resume(ada, 2);
    expect(thief.welcome).toEqual(plain(thief.client));
    expect((await resume(ada)).welcome).toMatchObject([{ restored: true }]);
  });

  it('one that is unknown, was taken, or is too old; a quiet live one does not grow old', async () => {
    const { scene, cable, resume } = setUp({ limits: { pingInterval: 10_000_000 } });
    const ada = await cable.extendedOn(1, 'chat:1');
    await scene.clock.advanceAsync(1_000_000);
    ada.drop();
    const { client, welcome } = await resume(ada);
    expect(welcome).toMatchObject([{ restored: true }]);
    const again = await resume(ada);
    expect(again.welcome).toEqual(plain(again.client));
    client.drop();
    await scene.clock.advanceAsync(300_001);
    const late = await resume(client);
    expect(late.welcome).toEqual(plain(late.client));
  });

  it('one that the server ended: such a client begins anew', async () => {
    const { scene, cable } = setUp();
    const ada = await cable.extendedOn(1, 'chat:1');
    scene.hub.sessions.get(ada.cid)?.end('signed_out');
    const before = scene.clock.pending;
    ada.drop();
    expect(scene.clock.pending).toBeLessThan(before);
  });

  it('a topic that the rules do not allow any more; the others are', async () => {
    const { scene, cable, store, resume } = setUp();
    let allowed = true;
    scene.hub.allow('room:1', () =>
      allowed ? fullGrants : { refused: 'forbidden', reason: 'not in the room' },
    );
    const ada = await cable.extendedOn(1, 'room:1');
    await ada.ask({ command: 'subscribe', identifier: on('chat:1') });
    ada.drop();
    allowed = false;
    const { client, welcome } = await resume(ada);
    expect(welcome).toMatchObject([{ restored: true, restored_ids: [on('chat:1')] }]);
    await store('room:1');
    expect(brief(await client.ask(history(on('room:1'))))).toEqual([]);
    expect(client.mailbox.take()).toEqual([]);
  });

  it('one whose member is removed between the welcome and the first word', async () => {
    const { scene, cable, store, resume } = setUp();
    let allowed = true;
    scene.hub.allow('room:1', () =>
      allowed ? fullGrants : { refused: 'forbidden', reason: 'not in the room' },
    );
    const ada = await cable.extendedOn(1, 'room:1');
    ada.drop();
    const { client, welcome } = await resume(ada);
    expect(welcome).toMatchObject([{ restored_ids: [on('room:1')] }]);
    allowed = false;
    await store('room:1');
    expect(brief(await client.ask(history(on('room:1'))))).toEqual(['reject_subscription']);
    await store('room:1');
    expect(client.mailbox.take()).toEqual([]);
  });

  it('a channel that does things of its own when one subscribes', async () => {
    const own: Channel = { ...topicChannel, name: 'Own', subscribed: () => {} };
    const { cable, resume } = setUp({}, { channels: [topicChannel, own] });
    const ada = await cable.extendedOn(1, 'chat:1');
    await ada.ask({ command: 'subscribe', identifier: '{"channel":"Own","name":"chat:2"}' });
    ada.drop();
    const { welcome } = await resume(ada);
    expect(welcome).toMatchObject([{ restored: true, restored_ids: [on('chat:1')] }]);
  });

  it('anything while the shelf is away; the connection works all the same', async () => {
    const away: SessionShelf = {
      save: () => Promise.reject(new Error('away')),
      take: () => Promise.reject(new Error('away')),
    };
    const { cable, resume } = setUp({}, { shelf: away });
    const ada = await cable.extendedOn(1, 'chat:1');
    ada.drop();
    const { client, welcome } = await resume(ada);
    expect(welcome).toEqual(plain(client));
    const frames = await client.ask({ command: 'subscribe', identifier: on('chat:1') });
    expect(brief(frames)).toEqual(['confirm_subscription']);
  });

  it('the base protocol, which has no words for it', async () => {
    const { scene, cable } = setUp();
    const ada = await cable.extendedOn(1, 'chat:1');
    ada.drop();
    const client = cable.open(1, { restore: ada.sid });
    await scene.clock.settle();
    expect(client.mailbox.take()).toEqual(plain(client));
  });
});

describe('commands that come before a slow welcome', () => {
  it('wait for it, and so do pings', async () => {
    let answer: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow: SessionShelf = {
      save: () => Promise.resolve(),
      take: () => gate.then(() => undefined),
    };
    const { scene, cable } = setUp({}, { shelf: slow });
    const client = cable.open(1, { extended: true, restore: 'x'.repeat(21) });
    client.say({ command: 'subscribe', identifier: on('chat:1') });
    await scene.clock.advanceAsync(7000);
    expect(client.mailbox.take()).toEqual([]);
    answer();
    await scene.clock.settle();
    expect(brief(client.mailbox.take())).toEqual(['welcome', 'confirm_subscription']);
    await scene.clock.advanceAsync(3000);
    expect(brief(client.mailbox.take())).toEqual(['ping']);
  });

  it('come to nothing when the client is gone by then, and nothing stays behind', async () => {
    const { scene, cable } = setUp();
    const ada = await cable.extendedOn(1, 'chat:1');
    ada.drop();
    const before = scene.clock.pending;
    const client = cable.open(1, { extended: true, restore: ada.sid });
    client.say({ command: 'subscribe', identifier: on('chat:2') });
    client.drop();
    await scene.clock.settle();
    expect(client.mailbox.take()).toEqual([]);
    expect(scene.hub.topics.size).toBe(0);
    expect(scene.clock.pending).toBe(before);
  });
});

describe('a client that is gone while it is restored', () => {
  it('leaves nothing behind', async () => {
    const { scene, cable } = setUp();
    let gate: Promise<void> = Promise.resolve();
    scene.hub.allow('room:1', async () => {
      await gate;
      return fullGrants;
    });
    const ada = await cable.extendedOn(1, 'room:1');
    ada.drop();
    let go: () => void = () => {};
    gate = new Promise((resolve) => {
      go = resolve;
    });
    const client = cable.open(1, { extended: true, restore: ada.sid });
    await scene.clock.settle();
    client.drop();
    go();
    await scene.clock.settle();
    expect(client.mailbox.take()).toEqual([]);
    expect(scene.hub.topics.size).toBe(0);
  });
});

describe('a storm of resumes', () => {
  it('of 500 clients asks the log once', async () => {
    let reads = 0;
    const scene = new Scene({
      log: (inner) => ({
        append: (request) => inner.append(request),
        heads: (topics) => inner.heads(topics),
        onCommit: (listener) => inner.onCommit(listener),
        read: (request) => {
          reads += 1;
          return inner.read(request);
        },
      }),
    });
    const cable = new CableScene(scene);
    const store = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () =>
          scene.log.append({
            topic: 'chat:1',
            event: 'note',
            payload: '{}',
            sender: 'app',
            connectionId: null,
            memberId: null,
            publisher: 'app',
          }),
        ),
      );
    const clients = [];
    for (let member = 1; member <= 500; member += 1) {
      clients.push(await cable.extendedOn(member, 'chat:1'));
    }
    await store(5);
    await scene.clock.settle();
    for (const client of clients) client.drop();
    expect(scene.hub.topics.size).toBe(0);
    await store(25);
    reads = 0;
    const back = clients.map((client, index) =>
      cable.open(index + 1, { extended: true, restore: client.sid }),
    );
    await scene.clock.settle();
    for (const [index, client] of back.entries()) {
      const [welcome] = client.mailbox.take();
      expect(welcome).toMatchObject({ restored: true, restored_ids: [on('chat:1')] });
      const at = { offset: index % 2 === 0 ? 5 : 3, epoch };
      client.say(history(on('chat:1'), index % 3 === 0 ? {} : { 'chat:1': at }));
    }
    await scene.clock.settle();
    for (const [index, client] of back.entries()) {
      const from = index % 3 === 0 ? 0 : index % 2 === 0 ? 5 : 3;
      const missed = Array.from({ length: 30 - from }, (_, i) => from + 1 + i);
      expect(brief(client.mailbox.take())).toEqual([...missed, 'confirm_history']);
    }
    expect(reads).toBe(1);
  });
});
