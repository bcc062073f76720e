// Parley on the port of a plain HTTP server, which goes on as it was.
import { createServer } from 'node:http';
import { createParley } from '@parley/server';

const server = createServer((request, response) => {
  const known = request.url === '/hello';
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(known ? { hello: 'from Node' } : { error: 'not found' }));
});

const parley = await createParley({
  dataDir: process.env.PARLEY_DATA_DIR ?? './data',
  socketIo: { requireAuth: false, cors: { origin: ['http://localhost:5173'] } },
});
parley.io.on('connection', (socket) => {
  socket.on('send-message', () => parley.io.emit('message-saved', { success: true }));
});

await parley.attach(server);
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);
process.once('SIGTERM', () => void parley.close().finally(() => server.close()));
