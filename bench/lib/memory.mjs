import { setTimeout as sleep } from 'node:timers/promises';

import { Generator } from './generator.mjs';

/** Memory at this moment: as it is, and after a full collection. KB. */
async function memoryOf(server) {
  const asItIs = server.pssAnonymous();
  await server.ask('collect');
  await sleep(300);
  return { asItIs, collected: server.pssAnonymous(), whole: server.pss() };
}

/**
 * One run of many quiet connections on a fresh server: what each holds, and what it cost to connect and
 * subscribe. A hundred connections come first, so that what every server loads once is not counted.
 */
export async function memory(target, { connections, topics }) {
  const server = await target.start({ connections: connections + 100 });
  let generator;
  try {
    generator = new Generator(server.port, target.rules);
    const names = (count) =>
      Array.from({ length: count }, (_, i) => `${target.topic ?? 'room'}-${i % topics}`);
    await target.enter(server, generator, names(100));
    await sleep(500);
    const before = await memoryOf(server);
    const cost = await target.enter(server, generator, names(connections));
    await sleep(target.settle ?? 1000);
    const after = await memoryOf(server);
    // One message shows that the subscriptions stand.
    const check = await generator.publish({ burst: 1, gap: 0, ms: 1, text: target.publish });
    return {
      connections,
      perConnection: (after.collected - before.collected) / connections,
      perConnectionAsItIs: (after.asItIs - before.collected) / connections,
      connectCost: (cost.cpu / connections) * 1e6,
      ticketCost: cost.ticketCpu === undefined ? undefined : (cost.ticketCpu / connections) * 1e6,
      empty: before.whole,
      reached: check.deliveries,
    };
  } finally {
    await server.stop();
    await generator?.stop();
    await server.discard();
  }
}
