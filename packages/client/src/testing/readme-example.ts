import { createClient } from '@parley/client';

const client = createClient(); // in a browser, on the server's own origin
client.connect();

const lines: string[] = [];
const chat = client.subscribe<{ message: string }>('chat:lobby', {
  message: ({ sender, payload }) => lines.push(`${nameOf(sender)}: ${payload.message}`),
  error: (error) => lines.push(error.message),
});
const nameOf = (id: string) =>
  [...chat.members.values()].find((member) => member.cids.includes(id))?.name;

await client.transmit(true, 'said', 'chat:lobby', { message: 'Hello' }); // kept, then resolved
await client.transmit(false, 'did', 'chat:lobby', { message: '*waves*' }); // for those here now
chat.leave();
export { lines };
