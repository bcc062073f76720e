import { describe, expect, it } from 'vitest';
import { FakeClock } from './clock.ts';

describe('the fake clock', () => {
  it('runs alarms in the order of their times, and those of one time as they were set', () => {
    const clock = new FakeClock(0);
    const rung: string[] = [];
    clock.after(20, () => rung.push(`late ${clock.now()}`));
    clock.after(10, () => rung.push(`first ${clock.now()}`));
    clock.after(10, () => rung.push(`second ${clock.now()}`));
    clock.advance(15);
    expect(rung).toEqual(['first 10', 'second 10']);
    expect(clock.now()).toBe(15);
    clock.advance(5);
    expect(rung).toEqual(['first 10', 'second 10', 'late 20']);
  });

  it('runs what an alarm sets on the way, and not what was cancelled', () => {
    const clock = new FakeClock(0);
    const rung: number[] = [];
    const cancel = clock.after(30, () => rung.push(-1));
    clock.after(10, () => {
      cancel();
      clock.after(10, () => rung.push(clock.now()));
    });
    clock.advance(100);
    expect(rung).toEqual([20]);
    expect(clock.pending).toBe(0);
  });

  it('ends the tick before the next alarm', () => {
    const clock = new FakeClock(0);
    const done: string[] = [];
    clock.after(1, () => {
      clock.soon(() => done.push('soon'));
      done.push('one');
    });
    clock.after(2, () => done.push('two'));
    clock.advance(2);
    expect(done).toEqual(['one', 'soon', 'two']);
  });

  it('can be set, which lets no time pass', () => {
    const clock = new FakeClock(1000);
    const rung: number[] = [];
    clock.after(10, () => rung.push(clock.now()));
    clock.set(-500);
    expect([clock.now(), clock.elapsed()]).toEqual([500, 0]);
    clock.advance(10);
    expect([rung, clock.now(), clock.elapsed()]).toEqual([[510], 510, 10]);
  });

  it('lets promises settle between alarms when asked', async () => {
    const clock = new FakeClock(0);
    const done: string[] = [];
    const wait = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        clock.after(ms, resolve);
      });
    const work = async (): Promise<void> => {
      await wait(10);
      done.push(`a ${clock.now()}`);
      await wait(10);
      done.push(`b ${clock.now()}`);
    };
    const finished = work();
    await clock.advanceAsync(20);
    await finished;
    expect(done).toEqual(['a 10', 'b 20']);
  });
});
