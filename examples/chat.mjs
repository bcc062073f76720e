// A program that takes part: enters a topic, sees who is there and what was said, says something.
// PARLEY_TOKEN is what `npx parley token <member id>` prints.
import { createClient, fetchTicket } from '@parley/client';
import { WebSocket } from 'ws'; // Node 20 has none of its own

const url = process.env.PARLEY_URL ?? 'http://127.0.0.1:3000';
const headers = { authorization: `Bearer ${process.env.PARLEY_TOKEN}` };
const client = createClient({ url, ticket: fetchTicket(url, { headers }), webSocket: WebSocket });
client.connect();

const topic = client.subscribe('chat:lobby', {
  ready: () => console.log('Here:', [...topic.members.values()].map((m) => m.name).join(', ')),
  message: ({ sender, payload }) => console.log(`${nameOf(sender)}: ${payload.text}`),
  error: (error) => console.error(error.message),
});
const nameOf = (id) => [...topic.members.values()].find((m) => m.cids.includes(id))?.name;

const { position } = await client.transmit(true, 'said', 'chat:lobby', { text: 'Hello!' });
console.log('Stored as message', position.offset);
client.disconnect();
