// Parley on the port of a Fastify application, which goes on as it was.
import fastify from 'fastify';
import { createParley } from '@parley/server';

const app = fastify();
app.get('/hello', () => ({ hello: 'from Fastify' }));

const parley = await createParley({
  dataDir: process.env.PARLEY_DATA_DIR ?? './data',
  socketIo: { requireAuth: false, cors: { origin: ['http://localhost:5173'] } },
});
parley.io.on('connection', (socket) => {
  socket.on('send-message', () => parley.io.emit('message-saved', { success: true }));
});

await app.ready();
await parley.attach(app.server);
console.log(await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' }));
process.once('SIGTERM', () => void stop());
const stop = async () => {
  await parley.close();
  await app.close();
};
