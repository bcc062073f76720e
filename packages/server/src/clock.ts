import type { Clock } from '@parley/hub';

/** The longest time in ms that a timer of Node holds; it runs longer ones at once. */
const LONGEST = 2_147_483_647;

/** The clock of the machine. Its alarms do not keep a process alive that has nothing else to do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, task) => {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      const now = Math.min(left, LONGEST);
      timer = setTimeout(() => (left > now ? wait(left - now) : task()), now).unref();
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
  soon: (task) => {
    setImmediate(task);
  },
};
