// An application with Parley inside it and a channel of its own.
import { defineChannel } from '@parley/hub';
import { createParley } from '@parley/server';

const whatever = { safeParse: (value) => ({ success: true, data: value }) };

const board = defineChannel({
  name: 'BoardChannel',
  params: whatever,
  topic: ({ board: name }) => `board:${name}`,
  whisper: true,
  subscribed: async (scope) => {
    scope.transmit({ hello: scope.principal.memberId });
    await scope.stream('board:news');
  },
  actions: {
    draw: async ({ params, data }) => {
      const payload = JSON.stringify({ line: data.line });
      await parley.publish({
        topic: `board:${params.board}`,
        event: 'drawn',
        payload,
        store: true,
      });
    },
    quiet: (call) => call.stopStream('board:news'),
  },
});

const parley = await createParley({
  dataDir: process.env.PARLEY_DATA_DIR,
  appToken: process.env.PARLEY_APP_TOKEN,
  logLevel: 'warn',
  web: null,
  openTopics: ['board:*'],
  channels: [board],
});
const url = await parley.listen({ port: Number(process.env.PORT) });
process.stdout.write(`Parley listens on ${url}\n`);
process.once('SIGTERM', () => void parley.close());
