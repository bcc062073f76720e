// Parley inside a Node server of your own: its routes, its rules, one port.
import { createParley } from '@parley/server';

const parley = await createParley({
  dataDir: process.env.PARLEY_DATA_DIR ?? './data',
  appToken: process.env.PARLEY_APP_TOKEN ?? null, // null: made into the data folder
  allowances: [
    // Members may follow the orders of their own shop, and only your server publishes them.
    {
      pattern: 'orders:{shop}',
      rule: ({ principal, params }) =>
        shopOf(principal.memberId) === params.shop
          ? { publish: false, history: true, presence: false, whisper: false }
          : { refused: 'forbidden', reason: 'This is not your shop.' },
    },
  ],
});
const shopOf = (memberId) => (memberId % 2 === 1 ? 'north' : 'south');

parley.app.get('/hello', () => ({ hello: 'from your own route' }));
console.log(await parley.listen({ port: Number(process.env.PORT ?? 3000) }));

await parley.publish({
  topic: 'orders:north',
  event: 'placed',
  payload: '{"item":"tea"}',
  store: true,
});
process.once('SIGTERM', () => void parley.close());
