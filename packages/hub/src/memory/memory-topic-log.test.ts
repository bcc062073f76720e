import { topicLogSuite } from '@parley/testing';
import { HubError } from '../errors.ts';
import { MemoryTopicLog } from './memory-topic-log.ts';

topicLogSuite('the topic log in memory', async () => {
  let topics = 0;
  const log = new MemoryTopicLog({
    clock: { now: () => Date.UTC(2026, 0, 1) },
    epoch: () => `epoch${String((topics += 1)).padStart(5, '0')}`,
    guards: {
      'sample.may-write': ({ args }) => {
        if (!(args as { allowed: boolean }).allowed) throw new HubError('forbidden', 'No.');
      },
    },
  });
  return {
    log,
    trim: (topic, offset) => log.trim(topic, offset),
    redact: (given, subject, payload) => log.redact(given, subject, payload),
    close: async () => undefined,
  };
});
