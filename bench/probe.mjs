/**
 * Loaded into every server before its own code (`--import`, in Bun `--preload`): the side channel by
 * which the driver asks for a garbage collection and for the delay of the main thread's event loop.
 * It does nothing unasked.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

let delay;

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
};

process.on('message', ({ ask }) => process.send({ ask, ...answers[ask]() }));
process.channel?.unref?.();
