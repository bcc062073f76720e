import { describe, expect, it } from 'vitest';
import { only, Scene } from './scene.ts';

const epoch = 'epoch00000';

/** A scene that counts what the log is asked, started cold over 30 messages. */
async function coldScene() {
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
  for (let i = 1; i <= 30; i += 1) {
    await scene.log.append({
      topic: 'chat:1',
      event: 'note',
      payload: `{"n":${i}}`,
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
      // Some are for the nodes only.
      internal: i % 10 === 0,
    });
  }
  return { scene, reads: () => reads };
}

const offsets = (frames: Record<string, unknown>[]) =>
  only(frames, 'page').flatMap((f) => (f['messages'] as { offset: number }[]).map((m) => m.offset));

describe('a storm of resumes', () => {
  it('on a node that just started asks the log once, wherever each client was', async () => {
    const { scene, reads } = await coldScene();
    for (let since = 0; since < 30; since += 1) {
      const frames = await scene
        .enter(since + 1)
        .ask({ op: 'subscribe', id: 1, topic: 'chat:1', since: { epoch, offset: since } });
      expect(frames[0]).toMatchObject({ recovered: true });
      const missed = Array.from({ length: 30 - since }, (_, i) => since + 1 + i);
      expect(offsets(frames)).toEqual(missed.filter((offset) => offset % 10 !== 0));
    }
    expect(reads()).toBe(1);
  });

  it('and so do newcomers who see the newest page', async () => {
    const { scene, reads } = await coldScene();
    for (let member = 1; member <= 20; member += 1) {
      const frames = await scene
        .enter(member)
        .ask({ op: 'subscribe', id: 1, topic: 'chat:1', history: 3 });
      expect(offsets(frames)).toEqual([27, 28, 29]);
      expect(only(frames, 'page')[0]).toMatchObject({ older: true });
    }
    expect(reads()).toBe(1);
  });

  it('while messages go on: nothing is missing between memory and what is live', async () => {
    const { scene } = await coldScene();
    const ada = await scene.on(1, 'chat:1');
    const say = (id: number) =>
      ada.ask({ op: 'transmit', id, topic: 'chat:1', action: 'note', store: true, payload: {} });
    for (let id = 2; id < 7; id += 1) await say(id);
    const frames = await scene
      .enter(2)
      .ask({ op: 'subscribe', id: 1, topic: 'chat:1', since: { epoch, offset: 28 } });
    expect(offsets(frames)).toEqual([29, 31, 32, 33, 34, 35]);
  });
});
