// `npm run build`: builds what changed, as `npm start` does.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { run } = await import('./lib/log.mjs');
const { install } = await import('./lib/install.mjs');
const { build } = await import('./lib/build.mjs');

await run(async () => {
  await install();
  await build();
});
