import { expect, it } from 'vitest';
import { only, Scene } from './scene.ts';

it('A6 a page is not ahead of what was delivered: a removal on its way is not overtaken', async () => {
  const held: (() => void)[] = [];
  let holding = false;
  const scene = new Scene({
    log: (inner) => ({
      append: (request) => inner.append(request),
      heads: (topics) => inner.heads(topics),
      read: (request) => inner.read(request),
      onCommit: (listener) =>
        inner.onCommit((publications) => {
          if (holding) held.push(() => listener(publications));
          else listener(publications);
        }),
    }),
  });
  const topic = 'chat:1';
  const ada = await scene.on(1, topic);
  await ada.ask({ op: 'transmit', id: 2, topic, action: 'said', store: true, payload: 'before' });
  // Committed, and not yet known to the hub: the writer's word is slower than the reader's answer.
  holding = true;
  const append = {
    topic,
    sender: 'app',
    connectionId: null,
    memberId: null,
    publisher: 'app',
  };
  await scene.log.append({
    ...append,
    event: 'parley.removed',
    payload: '{"memberId":1}',
    internal: true,
  });
  await scene.log.append({ ...append, event: 'said', payload: '"after the removal"' });
  const since = { epoch: '', offset: 0 };
  for (const cursor of [{}, { after: since }, { after: since, limit: 1 }]) {
    const [page] = only(await ada.ask({ op: 'history', id: 3, topic, ...cursor }), 'page');
    expect(page?.['messages']).toMatchObject([{ payload: 'before' }]);
  }
  for (const deliver of held) deliver();
  await scene.clock.settle();
  const frames = ada.mailbox.take();
  expect(frames).toMatchObject([{ op: 'removed', topic }]);
});
