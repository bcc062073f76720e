/** Socket.IO 4.8 as its documentation sets it up; clients come straight by WebSocket. */
import { createServer } from 'node:http';

import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { serveClient: false });

io.on('connection', (socket) => {
  socket.on('subscribe', async (topic) => {
    await socket.join(topic);
    socket.emit('subscribed', topic);
  });
  socket.on('publish', (topic, payload) => {
    io.to(topic).emit('message', payload);
  });
});
http.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  console.log(`listening ${http.address().port}`);
});
