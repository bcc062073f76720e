/**
 * Socket.IO 4.8 as its documentation sets it up; clients come straight by WebSocket. `RECOVERY=1` turns
 * its connection state recovery on, with the documentation's two minutes.
 */
import { createServer } from 'node:http';

import { Server } from 'socket.io';

const http = createServer();
const recovery = { connectionStateRecovery: { maxDisconnectionDuration: 2 * 60 * 1000 } };
const io = new Server(http, { serveClient: false, ...(process.env.RECOVERY ? recovery : {}) });

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
