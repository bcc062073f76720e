// Parley on the port of an Express application, which goes on as it was.
import express from 'express';
import { createParley } from '@parley/server';

const app = express();
app.get('/hello', (_request, response) => response.json({ hello: 'from Express' }));

const parley = await createParley({
  dataDir: process.env.PARLEY_DATA_DIR ?? './data',
  // Whose pages may connect beside your own.
  socketIo: { requireAuth: false, cors: { origin: ['http://localhost:5173'] } },
});
parley.io.on('connection', (socket) => {
  socket.on('send-message', async (payload, acknowledge) => {
    try {
      await save(payload);
      parley.io.emit('message-saved', { success: true });
      acknowledge?.({ success: true });
    } catch (error) {
      const failed = { success: false, error: error.message };
      socket.emit('message-saved', failed);
      acknowledge?.(failed);
    }
  });
});
const save = async (payload) => {
  if (typeof payload?.text !== 'string') throw new Error('A message has a text.');
};

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => void attach());
const attach = async () => {
  await parley.attach(server);
  console.log(`http://127.0.0.1:${server.address().port}`);
};
process.once('SIGTERM', () => void parley.close().finally(() => server.close()));
