// `npm run bench:exchange`: what a meeting costs; `-- --only strokes` measures a part and writes nothing.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { calls } from './lib/calls.mjs';
import { strokes } from './lib/strokes.mjs';

/** What can be measured, by name. */
const parts = { calls, strokes };

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const names = values.only === undefined ? Object.keys(parts) : values.only.split(',');
const texts = [];
for (const name of names) {
  const part = parts[name];
  if (part === undefined)
    throw new Error(`There is no ${name}; there are ${Object.keys(parts).join(', ')}.`);
  texts.push(await part());
}
const text = `# Meetings

Written by \`npm run bench:exchange\`.

${texts.join('\n')}`;
if (values.only === undefined) writeFileSync(new URL('results-exchange.md', import.meta.url), text);
console.log(text);
