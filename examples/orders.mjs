// Follows a topic of embed.mjs: prints the first order, or why it may not.
import { createClient, fetchTicket } from '@parley/client';
import { WebSocket } from 'ws';

const url = process.env.PARLEY_URL ?? 'http://127.0.0.1:3000';
const headers = { authorization: `Bearer ${process.env.PARLEY_TOKEN}` };
const client = createClient({ url, ticket: fetchTicket(url, { headers }), webSocket: WebSocket });
client.connect();

const answer = await new Promise((resolve) => {
  client.subscribe('orders:north', {
    message: ({ action, payload }) => resolve(`${action} ${JSON.stringify(payload)}`),
    error: (error) => resolve(error.code),
  });
});
console.log(answer);
client.disconnect();
