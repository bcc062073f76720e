import { setTimeout as sleep } from 'node:timers/promises';

import { Generator } from './generator.mjs';

/** Drives one way of publishing: a warm-up, then the part that counts. */
async function publishing(server, generator, target, { burst, gap, warmUp, ms }) {
  const text = target.publish;
  await generator.publish({ burst, gap, ms: warmUp, text });
  const before = server.cpu();
  const load = await generator.publish({ burst, gap, ms, text });
  const cpu = server.cpu() - before;
  return {
    cpuPerDelivery: (cpu / load.deliveries) * 1e6,
    p50: load.p50 / 1000,
    p99: load.p99 / 1000,
    deliveries: load.deliveries,
    frameBytes: load.frameBytes,
    serverBusy: cpu / load.seconds,
    generatorBusy: load.cpu / load.seconds,
  };
}

/**
 * One run of the fan-out on a fresh server: `subscribers` of one topic, the first of them publishes.
 * Times in µs (processor) and ms (latency).
 */
export async function fanOut(target, { subscribers, warmUp, ms }) {
  const server = await target.start({ connections: subscribers });
  let generator;
  try {
    generator = new Generator(server.port, target.rules);
    const topics = Array.from({ length: subscribers }, () => target.topic ?? 'room');
    await target.enter(server, generator, topics);
    await sleep(target.settle ?? 100);
    const alone = await publishing(server, generator, target, { burst: 1, gap: 5, warmUp, ms });
    const ten = await publishing(server, generator, target, { burst: 10, gap: 10, warmUp, ms });
    return { alone, ten };
  } finally {
    await server.stop();
    await generator?.stop();
    await server.discard();
  }
}
