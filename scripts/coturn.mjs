// `npm run coturn`: a Coturn on this machine's loopback, for developing calls. Prints the settings for Parley.
import { parseArgs } from 'node:util';
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { Stop, run, say } = await import('./lib/log.mjs');
const { endWithParent } = await import('./lib/end-with-parent.mjs');
const { install } = await import('./lib/install.mjs');
const { build } = await import('./lib/build.mjs');

await run(async () => {
  if (process.env.npm_lifecycle_event !== undefined) endWithParent();
  const { values } = parseArgs({ options: { port: { type: 'string', default: '3478' } } });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port < 1 || port > 65_535) {
    throw new Stop(`--port takes a port number, not "${values.port}".`);
  }
  await install();
  await build();
  const { startCoturn } = await import('../packages/testing/dist/index.js');
  const coturn = await startCoturn({ port }).catch((error) => {
    throw new Stop(error.message);
  });
  say('Coturn relays on the loopback of this machine. Start Parley with:\n');
  for (const [name, value] of Object.entries(coturn.env)) {
    process.stdout.write(`export ${name}='${value}'\n`);
  }
  const stop = () => void coturn.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  // Until somebody ends it.
  setInterval(() => {}, 60_000);
});
