import { setTimeout as sleep } from 'node:timers/promises';

import { Generator } from './generator.mjs';
import { folderWith, parley, serve, tokenOf } from './parley.mjs';
import { over } from './statistics.mjs';
import { payload } from './targets.mjs';

const program = new URL('../peers/parley-feed.mjs', import.meta.url).pathname;
const name = 'bench';

/** An identifier, as it stands within the text of a frame. */
const identifier = (fields) =>
  JSON.stringify(JSON.stringify({ channel: 'FeedChannel', feed: name, ...fields })).slice(1, -1);

const cableRules = [
  ['open', '', '{"command":"subscribe","identifier":"%s"}'],
  ['ready', '*"type":"confirm_subscription"'],
  ['error', '*"type":"reject_subscription"'],
  ['error', '{"type":"disconnect"'],
  ['deliver', '{"identifier"'],
];

const cable = {
  rules: cableRules,
  enter: (generator, topics, word = '') =>
    generator.connect(
      topics.map((topic, i) => ({ path: `/cable?token=${tokenOf(i + 1)}${word}`, topic })),
    ),
};

/** The ways to listen to one topic; the first is what the others are measured by. */
export const cableWays = [
  {
    name: 'topic',
    label: 'topic protocol',
    rules: parley.rules,
    topic: () => `feed:${name}`,
    enter: (generator, topics, server) => parley.enter(server, generator, topics),
  },
  {
    name: 'cable',
    label: 'Action Cable, one identifier',
    topic: () => identifier({}),
    ...cable,
    enter: (generator, topics) => cable.enter(generator, topics),
  },
  {
    name: 'extended',
    label: 'the same, extended protocol',
    topic: () => identifier({}),
    ...cable,
    enter: (generator, topics) => cable.enter(generator, topics, ' actioncable-v1-ext-json'),
  },
  {
    name: 'own',
    label: 'Action Cable, every identifier another',
    topic: (index) => identifier({ client: 100_000 + index }),
    ...cable,
    enter: (generator, topics) => cable.enter(generator, topics),
  },
];

/** How much is published: each alone in its tick, or ten. */
export const paces = {
  alone: { burst: 1, rate: 40 },
  ten: { burst: 10, rate: 15 },
};

async function run(way, { subscribers, warmUp, ms }) {
  const server = await serve(await folderWith(subscribers), { program: [program] });
  let generator;
  try {
    generator = new Generator(server.port, way.rules);
    const topics = Array.from({ length: subscribers }, (_, index) => way.topic(index));
    await way.enter(generator, topics, server);
    await sleep(parley.settle);
    const result = {};
    for (const [pace, given] of Object.entries(paces)) {
      const topic = `feed:${name}`;
      const publish = (time) => () => server.ask('pace', { topic, payload, ...given, ms: time });
      await generator.hear({}, publish(warmUp));
      const before = server.cpu();
      const [heard, { sent }] = await generator.hear({ tail: 500 }, publish(ms));
      const cpu = server.cpu() - before;
      if (heard.deliveries !== sent * subscribers) {
        throw new Error(`${heard.deliveries} of ${sent * subscribers} were delivered`);
      }
      result[pace] = {
        cpuPerDelivery: (cpu / heard.deliveries) * 1e6,
        p50: heard.p50 / 1000,
        p99: heard.p99 / 1000,
        frameBytes: heard.frameBytes,
        busy: cpu / (ms / 1000),
        generatorBusy: heard.cpu / heard.seconds,
      };
    }
    return result;
  } finally {
    await generator?.stop();
    await server.stop();
  }
}

/** Every way on a fresh server, round by round; answers the runs by way. */
export async function cableFanOut(settings, say) {
  const results = {};
  for (let round = 1; round <= settings.runs; round += 1) {
    // Every other round the other way around: what drifts meets all alike.
    const ways = round % 2 === 0 ? cableWays.toReversed() : cableWays;
    for (const way of ways) {
      const result = await run(way, settings);
      (results[way.name] ??= []).push(result);
      say(
        `${round}/${settings.runs} ${way.label}: ${result.alone.cpuPerDelivery.toFixed(2)} µs alone, ${result.ten.cpuPerDelivery.toFixed(2)} µs ten`,
      );
    }
  }
  return results;
}

/** What a delivery costs beside the same by the topic protocol: the median of the rounds' ratios. */
export function ratioOf(results, way, pace) {
  const runs = results[way]?.map((one, round) => ({ one, topic: results.topic[round] }));
  return (
    runs && over(runs, ({ one, topic }) => one[pace].cpuPerDelivery / topic[pace].cpuPerDelivery)
  );
}
