// `npm start`: installs what is missing, builds what changed, starts the server in this process.
// The rest is loaded after the check, since an old Node could not even read it.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { root } = await import('./lib/exec.mjs');
const { run } = await import('./lib/log.mjs');
const { endWithParent } = await import('./lib/end-with-parent.mjs');
const { install } = await import('./lib/install.mjs');
const { build } = await import('./lib/build.mjs');

await run(async () => {
  if (process.env.npm_lifecycle_event !== undefined) endWithParent();
  process.chdir(root);
  await install();
  await build();
  process.argv.splice(2, 0, 'serve');
  await import('../packages/server/dist/cli/main.js');
});
