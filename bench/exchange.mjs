// `npm run bench:exchange`: what a meeting costs; `-- --only strokes` measures the whiteboard alone.
import { parseArgs } from 'node:util';
import { strokes } from './lib/strokes.mjs';

/** What can be measured, by name. */
const parts = { strokes };

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const names = values.only === undefined ? Object.keys(parts) : values.only.split(',');
for (const name of names) {
  const part = parts[name];
  if (part === undefined)
    throw new Error(`There is no ${name}; there are ${Object.keys(parts).join(', ')}.`);
  await part();
}
