import fastify from 'fastify';
import { Tally } from '@parley/hub';
import { expect, it, onTestFinished } from 'vitest';
import { DoorCounts } from '../counted-doors.ts';
import { Metrics } from './metrics.ts';
import type { MetricSources } from './rows.ts';

it('the metrics of a node among others tell how Redis does, and that tickets go around it', async () => {
  const app = fastify();
  let state = 'ok';
  let isFresh = true;
  const sources: MetricSources = {
    hub: {
      sessions: { all: () => [] },
      topics: { size: 3 },
      tally: new Tally(),
      get rightsAreFresh() {
        return isFresh;
      },
    },
    counts: { reads: 0, stored: 0, failed: new Map() },
    doors: new DoorCounts(),
    neighbours: { state: () => state, ticketsFellBack: () => state !== 'ok' },
  };
  const metrics = new Metrics(app, sources);
  onTestFinished(async () => {
    metrics.close();
    await app.close();
  });
  const lines = async (): Promise<string[]> =>
    (await metrics.text())
      .split('\n')
      .filter((line) => /^parley_(?:redis|tickets|rights|topics)/u.test(line));
  expect(await lines()).toEqual([
    'parley_topics 3',
    'parley_rights_stale 0',
    'parley_redis_up 1',
    'parley_tickets_fallback 0',
  ]);
  state = 'away';
  isFresh = false;
  expect(await lines()).toEqual([
    'parley_topics 3',
    'parley_rights_stale 1',
    'parley_redis_up 0',
    'parley_tickets_fallback 1',
  ]);
});
