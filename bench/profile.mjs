/** `node bench/profile.mjs FILE.cpuprofile`: where the time of a `--cpu-prof` went, by function. */
import { readFileSync } from 'node:fs';

const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const byId = new Map(nodes.map((node) => [node.id, node]));
const selfTime = new Map();
samples.forEach((id, i) => selfTime.set(id, (selfTime.get(id) ?? 0) + timeDeltas[i]));

const nameOf = ({ callFrame: { functionName, url, lineNumber } }) =>
  `${functionName || '(anonymous)'} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;

const self = new Map();
const total = new Map();
const add = (map, key, time) => map.set(key, (map.get(key) ?? 0) + time);

/** Time below a node, its own included; a function that calls itself counts once. */
function walk(node, above) {
  const name = nameOf(node);
  const own = selfTime.get(node.id) ?? 0;
  add(self, name, own);
  const path = above.has(name) ? above : new Set(above).add(name);
  let time = own;
  for (const child of node.children ?? []) time += walk(byId.get(child), path);
  if (!above.has(name)) add(total, name, time);
  return time;
}

const all = walk(nodes[0], new Set());
const idle = [...self].find(([name]) => name.startsWith('(idle)'))?.[1] ?? 0;
const busy = all - idle;
console.log(
  `busy ${(busy / 1e6).toFixed(2)} s of ${(all / 1e6).toFixed(2)} s; percent of busy time`,
);
console.log('  self  total');
const percent = (time) => `${((time / busy) * 100).toFixed(1).padStart(5)}%`;
for (const [name, time] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 40)) {
  if (!name.startsWith('(idle)'))
    console.log(`${percent(time)} ${percent(total.get(name))}  ${name}`);
}
