/**
 * Loaded into every server before its own code (`--import`, in Bun `--preload`): the side channel by
 * which the driver asks for a garbage collection, for the delay of the main thread's event loop, and
 * for a profile of it. It does nothing unasked.
 */
import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';

let delay;
let inspector;

const answers = {
  collect() {
    if (globalThis.Bun) Bun.gc(true);
    else for (let i = 0; i < 3; i += 1) globalThis.gc();
    return {};
  },
  watchDelay() {
    delay ??= monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    delay.reset();
    return {};
  },
  readDelay() {
    // The timer fires each millisecond; what it measures above that is the delay.
    const ms = (value) => Math.max(0, value / 1e6 - 1);
    const read = {
      p50: ms(delay.percentile(50)),
      p99: ms(delay.percentile(99)),
      max: ms(delay.max),
    };
    delay.disable();
    return read;
  },
  async startProfile() {
    inspector = new Session();
    inspector.connect();
    await inspector.post('Profiler.enable');
    await inspector.post('Profiler.setSamplingInterval', { interval: 200 });
    await inspector.post('Profiler.start');
    return {};
  },
  async stopProfile() {
    const { profile } = await inspector.post('Profiler.stop');
    inspector.disconnect();
    return { profile };
  },
};

process.on('message', ({ ask }) => {
  // What it does not know is meant for the program.
  if (!Object.hasOwn(answers, ask)) return;
  void Promise.resolve(answers[ask]()).then((answer) => process.send({ ask, ...answer }));
});
process.channel?.unref?.();
