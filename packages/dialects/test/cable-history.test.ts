import { fullGrants } from '@parley/hub';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CableScene, on, type CableClient, type Frame } from './cable-scene.ts';
import { Scene } from './scene.ts';

const epoch = 'epoch00000';
const topic = 'chat:1';
const identifier = on(topic);

function setUp(options: ConstructorParameters<typeof Scene>[0] = {}) {
  const scene = new Scene(options);
  const cable = new CableScene(scene);
  let n = 0;
  const store = async (to = topic) => {
    n += 1;
    await scene.log.append({
      topic: to,
      event: 'note',
      payload: `{"n":${n}}`,
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
    });
  };
  const storeMany = async (count: number, to = topic) => {
    for (let i = 0; i < count; i += 1) await store(to);
    await scene.clock.settle();
  };
  return { scene, cable, store, storeMany };
}

/** What a client was told, in short: offsets, and the types of everything else. */
const brief = (frames: readonly Frame[]) => frames.map((frame) => frame['offset'] ?? frame['type']);

const since = (offset: number) => ({ streams: { [topic]: { offset, epoch } } });
const history = (offset: number) => ({ command: 'history', identifier, history: since(offset) });
const subscribe = (more: object = {}) => ({ command: 'subscribe', identifier, ...more });

describe('the extended protocol', () => {
  it('says where a stored message stands; what is not stored stands nowhere', async () => {
    const { scene, cable, storeMany } = setUp();
    const ada = await cable.extendedOn(1, topic);
    await storeMany(1);
    await scene.hub.publish({
      topic,
      event: 'wave',
      payload: '{}',
      store: false,
      publisher: 'app',
    });
    await scene.clock.settle();
    const start = `{"identifier":${JSON.stringify(identifier)},"message":`;
    expect(ada.mailbox.takeTexts()).toEqual([
      `${start}{"event":"note","n":1},"stream_id":"chat:1","epoch":"epoch00000","offset":1}`,
      `${start}{"event":"wave"}}`,
    ]);
  });

  it('confirms and rejects with exactly two keys', async () => {
    const { cable, storeMany } = setUp();
    await storeMany(1);
    const ada = await cable.enter(1, { extended: true });
    ada.say(subscribe({ history: since(1) }));
    await cable.clock.settle();
    expect(ada.mailbox.takeTexts()).toEqual([
      `{"identifier":${JSON.stringify(identifier)},"type":"confirm_subscription"}`,
      `{"identifier":${JSON.stringify(identifier)},"type":"confirm_history"}`,
    ]);
  });
});

describe('history inside a subscribe', () => {
  it('comes after the confirmation, in order, then its own, then what is live', async () => {
    const { cable, storeMany } = setUp();
    await storeMany(5);
    const ada = await cable.enter(1, { extended: true });
    const frames = await ada.ask(subscribe({ history: since(2) }));
    expect(brief(frames)).toEqual(['confirm_subscription', 3, 4, 5, 'confirm_history']);
    await storeMany(1);
    expect(brief(ada.mailbox.take())).toEqual([6]);
  });

  it('with a time gives what was stored since', async () => {
    const { scene, cable, storeMany } = setUp();
    await storeMany(3);
    await scene.clock.advanceAsync(10_000);
    const time = scene.clock.now() / 1000;
    await storeMany(2);
    const ada = await cable.enter(1, { extended: true });
    const frames = await ada.ask(subscribe({ history: { since: time } }));
    expect(brief(frames)).toEqual(['confirm_subscription', 4, 5, 'confirm_history']);
    const all = await cable.enter(2, { extended: true });
    expect(brief(await all.ask(subscribe({ history: { since: 0, streams: {} } })))).toEqual([
      'confirm_subscription',
      1,
      2,
      3,
      4,
      5,
      'confirm_history',
    ]);
  });

  it('is confirmed for a client that is up to date, on a quiet topic and on an empty one', async () => {
    const { scene, cable, storeMany } = setUp();
    const told = ['confirm_subscription', 'confirm_history'];
    const now = scene.clock.now() / 1000;
    const ada = await cable.enter(1, { extended: true });
    expect(brief(await ada.ask(subscribe({ history: { since: now } })))).toEqual(told);
    await storeMany(2);
    await scene.clock.advanceAsync(5000);
    const bob = await cable.enter(2, { extended: true });
    expect(brief(await bob.ask(subscribe({ history: since(2) })))).toEqual(told);
    const eve = await cable.enter(3, { extended: true });
    const late = { since: now + 4 };
    expect(brief(await eve.ask(subscribe({ history: late })))).toEqual(told);
  });

  it.each([
    ['another epoch', { streams: { [topic]: { offset: 1, epoch: 'other' } } }],
    ['a position that is not reached', since(99)],
    ['nothing said of the stream', { streams: {} }],
    ['a broken request', { streams: { [topic]: { offset: -1, epoch } } }],
    ['a request that is no object', 'all'],
  ])('is rejected for %s; the subscription stands all the same', async (_name, asked) => {
    const { cable, storeMany } = setUp();
    await storeMany(3);
    const ada = await cable.enter(1, { extended: true });
    const frames = await ada.ask(subscribe({ history: asked }));
    expect(brief(frames)).toEqual(['confirm_subscription', 'reject_history']);
    await storeMany(1);
    expect(brief(ada.mailbox.take())).toEqual([4]);
  });

  it('is rejected when too much is missing, or it was trimmed', async () => {
    const { scene, cable, storeMany } = setUp({ limits: { resumeMessages: 3 } });
    await storeMany(10);
    const ada = await cable.enter(1, { extended: true });
    expect(brief(await ada.ask(subscribe({ history: since(6) })))).toEqual([
      'confirm_subscription',
      'reject_history',
    ]);
    const bob = await cable.enter(2, { extended: true });
    expect(brief(await bob.ask(subscribe({ history: { since: 0 } })))).toEqual([
      'confirm_subscription',
      'reject_history',
    ]);
    await scene.log.trim('chat:2', 0);
    await storeMany(4, 'chat:2');
    await scene.log.trim('chat:2', 3);
    const second = on('chat:2');
    const streams = { 'chat:2': { offset: 1, epoch } };
    const trimmed = await ada.ask({
      command: 'subscribe',
      identifier: second,
      history: { streams },
    });
    expect(brief(trimmed)).toEqual(['confirm_subscription', 'reject_history']);
    const byTime = await bob.ask({
      command: 'subscribe',
      identifier: second,
      history: { since: 0 },
    });
    expect(brief(byTime)).toEqual(['confirm_subscription', 'reject_history']);
  });

  it('shows a newcomer nothing that they may not read', async () => {
    const { scene, cable, storeMany } = setUp();
    scene.grant('late', {
      ...fullGrants,
      readable: [{ from: 3, to: Number.MAX_SAFE_INTEGER }],
    });
    await storeMany(4, 'late');
    const ask = async (member: number, offset: number) => {
      const client = await cable.enter(member, { extended: true });
      const streams = { late: { offset, epoch } };
      return brief(
        await client.ask({ command: 'subscribe', identifier: on('late'), history: { streams } }),
      );
    };
    expect(await ask(1, 1)).toEqual(['confirm_subscription', 'reject_history']);
    expect(await ask(2, 2)).toEqual(['confirm_subscription', 3, 4, 'confirm_history']);
  });
});

describe('history as a command', () => {
  it('gives what came before the subscription, then its confirmation, and nothing twice', async () => {
    const { cable, storeMany } = setUp();
    await storeMany(4);
    const ada = await cable.extendedOn(1, topic);
    await storeMany(2);
    expect(brief(ada.mailbox.take())).toEqual([5, 6]);
    expect(brief(await ada.ask(history(2)))).toEqual([3, 4, 'confirm_history']);
    expect(brief(await ada.ask(history(2)))).toEqual(['confirm_history']);
    expect(brief(await ada.ask(history(0)))).toEqual([1, 2, 'confirm_history']);
    expect(brief(await ada.ask(history(6)))).toEqual(['confirm_history']);
    const foreign = { streams: { [topic]: { offset: 1, epoch: 'other' } } };
    const wrong = await ada.ask({ command: 'history', identifier, history: foreign });
    expect(brief(wrong)).toEqual(['reject_history']);
    await storeMany(1);
    expect(brief(ada.mailbox.take())).toEqual([7]);
  });

  it('lets live messages wait behind the replay', async () => {
    let hold: Promise<void> | undefined;
    const { scene, cable, store, storeMany } = setUp({
      limits: { recentMessages: 2 },
      log: (inner) => ({
        append: (request) => inner.append(request),
        heads: (topics) => inner.heads(topics),
        onCommit: (listener) => inner.onCommit(listener),
        read: async (request) => {
          await hold;
          return inner.read(request);
        },
      }),
    });
    await storeMany(10);
    const ada = await cable.extendedOn(1, topic);
    let go: () => void = () => {};
    hold = new Promise((resolve) => {
      go = resolve;
    });
    ada.say(history(3));
    await scene.clock.settle();
    await store();
    await store();
    await scene.clock.settle();
    expect(brief(ada.mailbox.take())).toEqual([]);
    go();
    await scene.clock.settle();
    expect(brief(ada.mailbox.take())).toEqual([4, 5, 6, 7, 8, 9, 10, 'confirm_history', 11, 12]);
  });

  it('ends with the subscription: one who is removed meanwhile hears nothing more', async () => {
    let hold: Promise<void> | undefined;
    const { scene, cable, storeMany } = setUp({
      limits: { recentMessages: 2 },
      log: (inner) => ({
        append: (request) => inner.append(request),
        heads: (topics) => inner.heads(topics),
        onCommit: (listener) => inner.onCommit(listener),
        read: async (request) => {
          await hold;
          return inner.read(request);
        },
      }),
    });
    await storeMany(10);
    const ada = await cable.extendedOn(1, topic);
    let go: () => void = () => {};
    hold = new Promise((resolve) => {
      go = resolve;
    });
    ada.say(history(3));
    await scene.clock.settle();
    await scene.log.append({
      topic,
      event: 'parley.removed',
      payload: '{"memberId":1}',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      internal: true,
    });
    go();
    await scene.clock.settle();
    await storeMany(1);
    expect(brief(ada.mailbox.take())).toEqual(['reject_subscription']);
  });
});

describe('whatever comes in between', () => {
  it('a client that subscribes, asks and drops as it likes has every message once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('store', 'history', 'drop', 'lose', 'settle', 'leave'), {
          minLength: 5,
          maxLength: 40,
        }),
        async (steps) => {
          const { scene, cable, store } = setUp({ limits: { recentMessages: 3 } });
          const seen: number[] = [];
          let client: CableClient | undefined;
          let sid: string | undefined;
          let stored = 0;
          const read = () => {
            for (const frame of client?.mailbox.take() ?? []) {
              if (typeof frame['offset'] === 'number') seen.push(frame['offset']);
              if (frame['type'] === 'reject_history') throw new Error('a gap');
            }
          };
          const position = () => ({
            since: 0,
            streams: seen.length === 0 ? {} : { [topic]: { offset: seen.at(-1) ?? 0, epoch } },
          });
          const connect = async () => {
            client = cable.open(1, { extended: true, restore: sid });
            ({ sid } = client);
            await scene.clock.settle();
            const [welcome] = client.mailbox.take();
            const restored = welcome?.['restored_ids'] as string[] | undefined;
            const isRestored = restored?.includes(identifier) === true;
            client.say({
              command: isRestored ? 'history' : 'subscribe',
              identifier,
              history: position(),
            });
          };
          await connect();
          for (const step of steps) {
            if (step === 'store') {
              await store();
              stored += 1;
            } else if (step === 'history') {
              read();
              client?.say({ command: 'history', identifier, history: position() });
            } else if (step === 'drop' || step === 'lose') {
              // Lost: nobody tells the server.
              if (step === 'drop') client?.drop();
              read();
              await connect();
            } else if (step === 'leave') {
              await scene.clock.settle();
              read();
              client?.say({ command: 'unsubscribe', identifier });
              client?.say(subscribe({ history: position() }));
            } else {
              await scene.clock.settle();
              read();
            }
          }
          await scene.clock.settle();
          read();
          expect(seen).toEqual(Array.from({ length: stored }, (_, index) => index + 1));
        },
      ),
      { numRuns: 150 },
    );
  });
});
