import { FakeClock } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { Hub } from './hub.ts';
import { MemoryTopicLog } from './memory/index.ts';

describe('the look for what the bus did not bring', () => {
  it('ends with the hub, also when a look is under way', async () => {
    const clock = new FakeClock();
    let looks = 0;
    let finish = (): void => {};
    const hub = new Hub({
      log: new MemoryTopicLog({ clock }),
      profiles: { find: () => Promise.resolve([]) },
      clock,
      silence: {
        changed: () => {
          looks += 1;
          return new Promise((resolve) => {
            finish = () => resolve([]);
          });
        },
      },
    });
    const { checkInterval } = hub.limits;
    clock.advance(checkInterval);
    finish();
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(checkInterval);
    expect(looks).toBe(2);
    hub.close();
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(10 * checkInterval);
    expect(looks).toBe(2);
  });
});
