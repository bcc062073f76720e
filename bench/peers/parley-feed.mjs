/**
 * Parley inside an application: what `parley serve` is, with one more rule, and with the Socket.IO
 * application that the peer runs. On `feed:*` everybody may publish and read, and nobody is told who is
 * there, as in Socket.IO.
 */
import { createParley, readConfig } from '../../packages/server/dist/index.js';
import { listen } from './socket-io-events.mjs';

const feed = { publish: true, history: true, presence: false, whisper: false };
const parley = await createParley({
  ...readConfig(process.env),
  web: null,
  allowances: [{ pattern: 'feed:*', rule: () => feed }],
});
listen(parley.io);
console.log(`Parley listens on ${await parley.listen({ port: 0 })}`);
process.once('SIGTERM', () => void parley.close());
