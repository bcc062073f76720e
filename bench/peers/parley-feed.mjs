/**
 * Parley inside an application: what `parley serve` is, with one more rule, and with the Socket.IO
 * application that the peer runs. On `feed:*` everybody may publish and read, and nobody is told who is
 * there, as in Socket.IO; `FeedChannel` leads there, too, whatever else its identifier says. Asked by
 * its parent, it publishes at a pace.
 */
import { defineChannel } from '../../packages/hub/dist/index.js';
import { createParley, readConfig } from '../../packages/server/dist/index.js';
import { listen } from './socket-io-events.mjs';

const feed = { publish: true, history: true, presence: false, whisper: false };
const parley = await createParley({
  ...readConfig(process.env),
  web: null,
  allowances: [{ pattern: 'feed:*', rule: () => feed }],
  channels: [
    defineChannel({
      name: 'FeedChannel',
      params: { safeParse: (data) => ({ success: true, data }) },
      topic: ({ feed: name }) => `feed:${name}`,
    }),
  ],
});
listen(parley.io);
console.log(`Parley listens on ${await parley.listen({ port: 0 })}`);
process.once('SIGTERM', () => void parley.close());

/** Publishes `burst` transient messages in one tick, `rate` times a second for `ms`. */
function pace({ topic, payload, burst, rate, ms }) {
  const begin = performance.now();
  let bursts = 0;
  const timer = setInterval(() => {
    const due = Math.min(performance.now() - begin, ms) * (rate / 1000);
    for (; bursts < due; bursts += 1) {
      for (let i = 0; i < burst; i += 1) {
        const now = String(process.hrtime.bigint()).padStart(19, '0');
        void parley.publish({
          topic,
          event: 'note',
          payload: payload.replace('%T', now),
          store: false,
        });
      }
    }
    if (performance.now() - begin < ms) return;
    clearInterval(timer);
    process.send({ ask: 'pace', sent: bursts * burst });
  }, 1);
}
process.on('message', (message) => {
  if (message.ask === 'pace') pace(message);
});
