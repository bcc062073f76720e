// An application written for socket.io, its import changed: events of its own, binary, acknowledgements.
import { createServer } from 'node:http';
import { Server } from '@parley/server/socket.io';

// Its own pages: one of them says that it is there.
const http = createServer((_request, response) => response.end('ready'));
const io = new Server(http, {
  cors: { origin: ['https://app.example.com'] },
  parley: {
    dataDir: process.env.PARLEY_DATA_DIR,
    appToken: process.env.PARLEY_APP_TOKEN,
    logLevel: 'warn',
  },
});
io.on('connection', (socket) => {
  socket.on('send-message', (payload, answer) => {
    io.emit('message-saved', { success: true });
    answer?.({ success: true, payload });
  });
  socket.on('echo', (bytes, answer) => answer(bytes));
  socket.on('ask me', async (answer) => {
    answer(await socket.timeout(5000).emitWithAck('question', Buffer.from([1, 2])));
  });
});
await io.parley;
http.listen(Number(process.env.PORT), '127.0.0.1', () => {
  process.stdout.write(`Parley listens on http://127.0.0.1:${http.address().port}\n`);
});
process.once('SIGTERM', () => void io.close());
