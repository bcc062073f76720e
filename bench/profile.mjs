/**
 * `node bench/profile.mjs [--target parley] [--of alone|ten|connect|stored] [--top 30]`: where the
 * main thread's time goes in one scenario, by function. `--file X.cpuprofile` reads a profile instead.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { targetsAtHand } from './lib/at-hand.mjs';
import { Generator } from './lib/generator.mjs';

const { values: given } = parseArgs({
  options: {
    target: { type: 'string', default: 'parley' },
    of: { type: 'string', default: 'alone' },
    top: { type: 'string', default: '30' },
    file: { type: 'string' },
  },
});

/** What is driven while the profile runs, and what stands before it. */
const scenarios = {
  alone: {
    topics: Array.from({ length: 1000 }, () => 'room'),
    drive: (target, generator) =>
      generator.publish({ burst: 1, gap: 5, ms: 4000, text: target.publish }),
  },
  ten: {
    topics: Array.from({ length: 1000 }, () => 'room'),
    drive: (target, generator) =>
      generator.publish({ burst: 10, gap: 10, ms: 4000, text: target.publish }),
  },
  connect: {
    topics: Array.from({ length: 100 }, (_, i) => `room-${i}`),
    drive: (target, generator, server) =>
      target.enter(
        server,
        generator,
        names(
          target,
          Array.from({ length: 5000 }, (_, i) => `room-${i % 100}`),
        ),
      ),
  },
  stored: {
    topics: Array.from({ length: 64 }, (_, i) => `room-${i}`),
    drive: (target, generator) => generator.stored({ depth: 8, ms: 4000, text: target.stored }),
  },
};

function names(target, topics) {
  return topics.map((topic) => topic.replace('room', target.topic ?? 'room'));
}

async function profileOf(target, { topics, drive }) {
  const server = await target.start({ connections: 6000 });
  const generator = new Generator(server.port, target.rules);
  try {
    await target.enter(server, generator, names(target, topics));
    await sleep(1500);
    await server.ask('startProfile');
    const before = server.cpu();
    const load = await drive(target, generator, server);
    const cpu = server.cpu() - before;
    console.log(JSON.stringify({ ...load, serverCpu: cpu }));
    return (await server.ask('stopProfile')).profile;
  } finally {
    await server.stop();
    await generator.stop();
    await server.discard();
  }
}

function print({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const selfTime = new Map();
  samples.forEach((id, i) => selfTime.set(id, (selfTime.get(id) ?? 0) + timeDeltas[i]));
  const nameOf = ({ callFrame: { functionName, url, lineNumber } }) =>
    `${functionName || '(anonymous)'} ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`;
  const self = new Map();
  const total = new Map();
  const add = (map, key, time) => map.set(key, (map.get(key) ?? 0) + time);

  /** Time below a node, its own included; a function that calls itself counts once. */
  const walk = (node, above) => {
    const name = nameOf(node);
    const own = selfTime.get(node.id) ?? 0;
    add(self, name, own);
    const path = above.has(name) ? above : new Set(above).add(name);
    let time = own;
    for (const child of node.children ?? []) time += walk(byId.get(child), path);
    if (!above.has(name)) add(total, name, time);
    return time;
  };
  const all = walk(nodes[0], new Set());
  const idle = [...self].find(([name]) => name.startsWith('(idle)'))?.[1] ?? 0;
  const busy = all - idle;
  const percent = (time) => `${((time / busy) * 100).toFixed(1).padStart(5)}%`;
  console.log(`busy ${(busy / 1e6).toFixed(2)} s of ${(all / 1e6).toFixed(2)} s; percent of busy:`);
  console.log('  self  total');
  for (const [name, time] of [...self].sort((a, b) => b[1] - a[1]).slice(0, Number(given.top))) {
    if (!name.startsWith('(idle)'))
      console.log(`${percent(time)} ${percent(total.get(name))}  ${name}`);
  }
}

const target = targetsAtHand().find(({ name }) => name === given.target);
print(
  given.file
    ? JSON.parse(readFileSync(given.file, 'utf8'))
    : await profileOf(target, scenarios[given.of]),
);
