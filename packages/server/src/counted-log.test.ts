import { MemoryTopicLog } from '@parley/hub/memory';
import { FakeClock } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { CountedLog } from './counted-log.ts';

describe('the counted log', () => {
  it('counts heads and reads, not appends, and answers as the log does', async () => {
    const log = new CountedLog(
      new MemoryTopicLog({ clock: new FakeClock(), epoch: () => 'epoch00000' }),
    );
    const heard: string[] = [];
    log.onCommit((publications) => heard.push(...publications.map(({ payload }) => payload)));
    const { position } = await log.append({
      topic: 'chat:a',
      event: 'note',
      payload: '"hello"',
      sender: 'app',
      connectionId: null,
      memberId: null,
      publisher: 'app',
    });
    expect(log.reads).toBe(0);
    const [head] = await log.heads(['chat:a']);
    const { messages } = await log.read({ topic: 'chat:a', limit: 10, internal: false });
    expect(head?.head).toBe(position.offset);
    expect(messages.map(({ payload }) => payload)).toEqual(heard);
    expect(log.reads).toBe(2);
  });
});
