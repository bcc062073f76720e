import { setTimeout as sleep } from 'node:timers/promises';

import { Generator } from './generator.mjs';
import { parley } from './parley.mjs';
import { ownCluster } from './services.mjs';

/** Which part of a core the single node shall be busy. */
const LOAD = 0.2;

/** One publisher and its listeners; publishes at a rate and hears how long the copies took. */
class Crossing {
  #nodes;
  #publisher;
  #listeners;

  /** @param from the node of the publisher @param to the node of the listeners */
  static async open(from, to, { topic, listeners }) {
    const crossing = new Crossing();
    crossing.#nodes = [...new Set([from, to])];
    crossing.#publisher = new Generator(from.port, parley.rules);
    crossing.#listeners = new Generator(to.port, parley.rules);
    crossing.listeners = listeners;
    await parley.enter(from, crossing.#publisher, [topic]);
    to.entered = Math.max(to.entered, 1);
    await parley.enter(
      to,
      crossing.#listeners,
      Array.from({ length: listeners }, () => topic),
    );
    await sleep(parley.settle);
    return crossing;
  }

  /** Latencies in ms; `busy` of each node as a part of a core. */
  async run({ rate, ms, text }) {
    const before = this.#nodes.map((node) => node.cpu());
    const begin = performance.now();
    const [heard, sent] = await Promise.all([
      this.#listeners.listen({ ms: ms + 500 }),
      this.#publisher.pace({ rate: Math.round(rate), ms, text }),
    ]);
    const seconds = (performance.now() - begin) / 1000;
    const busy = this.#nodes.map((node, i) => (node.cpu() - before[i]) / seconds);
    if (heard.deliveries !== sent.sent * this.listeners) {
      throw new Error(`${heard.deliveries} of ${sent.sent * this.listeners} were delivered`);
    }
    return { rate: Math.round(rate), p50: heard.p50 / 1000, p99: heard.p99 / 1000, busy };
  }

  /** The rate at which the one node is as busy as it shall be. */
  async rateFor(text) {
    let rate = 100;
    for (let i = 0; i < 2; i += 1) {
      const { busy } = await this.run({ rate, ms: 1500, text });
      rate = Math.min(2000, Math.max(20, (rate * LOAD) / Math.max(0.02, busy[0])));
    }
    return rate;
  }

  async stop() {
    await this.#publisher.stop();
    await this.#listeners.stop();
  }
}

const kinds = { transient: parley.publish, stored: parley.stored };

/** Measures both kinds `runs` times on each of the crossings, alternating. */
async function alternate(crossings, rates, { runs, ms }, say) {
  const results = [];
  for (let round = 1; round <= runs; round += 1) {
    for (const [kind, text] of Object.entries(kinds)) {
      for (const [way, crossing] of Object.entries(crossings)) {
        const run = await crossing.run({ rate: rates[kind], ms, text });
        results.push({ kind, way, ...run });
        say(`${round}/${runs} ${kind}, ${way}: p50 ${run.p50} ms, p99 ${run.p99} ms`);
      }
    }
  }
  return results;
}

/**
 * From a publish on one node to the delivery on another, against both on one node, which the rate keeps
 * at 20 % of a core; and against one node on the embedded database at the same rate. All are up at once.
 */
export async function crossNode({ runs, ms, listeners }, say) {
  const cluster = await ownCluster(2);
  const open = {};
  let embedded;
  try {
    const [first, second] = cluster.nodes;
    embedded = await parley.start({ connections: listeners + 1 });
    const on = (topic) => ({ topic: `${parley.topic}-${topic}`, listeners });
    open['one node'] = await Crossing.open(first, first, on('one'));
    open['two nodes'] = await Crossing.open(first, second, on('two'));
    open.embedded = await Crossing.open(embedded, embedded, on('embedded'));
    const rates = {
      transient: await open['one node'].rateFor(kinds.transient),
      stored: await open['one node'].rateFor(kinds.stored),
    };
    return await alternate(open, rates, { runs, ms }, say);
  } finally {
    for (const each of Object.values(open)) await each.stop();
    await embedded?.stop();
    await embedded?.discard();
    await cluster.stop();
  }
}
