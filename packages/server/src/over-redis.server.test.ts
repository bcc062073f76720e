import { Buffer } from 'node:buffer';
import type { BusMessage } from '@parley/hub';
import type { Database } from '@parley/store';
import { startRedis } from '@parley/testing';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from './clock.ts';
import { createLogger } from './logger.ts';
import { overRedis } from './over-redis.ts';

it('two communities on one Redis do not hear each other, the nodes of one do', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const node = async (community: string) => {
    const neighbours = await overRedis({
      url: redis.url,
      clock: systemClock,
      db: { secret: async () => Buffer.from(community) } as Partial<Database> as Database,
      logger: createLogger('silent'),
    });
    onTestFinished(() => neighbours.close());
    const heard: BusMessage[] = [];
    neighbours.bus.onMessage((message) => heard.push(message));
    await expect.poll(() => neighbours.state?.(), { timeout: 5000 }).toBe('ok');
    await neighbours.bus.join(1);
    return { neighbours, heard };
  };
  const [ours, peer, stranger] = await Promise.all([node('one'), node('one'), node('two')]);
  const ask = (topic: string): BusMessage => ({ kind: 'ask', topic, node: null });
  stranger.neighbours.bus.publish(1, ask('theirs'));
  ours.neighbours.bus.publish(1, ask('ours'));
  await expect.poll(() => peer.heard).toEqual([ask('ours')]);
  expect(ours.heard).toEqual([]);
  expect(stranger.heard).toEqual([]);
});
