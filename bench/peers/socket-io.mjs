/**
 * Socket.IO 4.8 as its documentation sets it up; clients come straight by WebSocket. `RECOVERY=1` turns
 * its connection state recovery on, with the documentation's two minutes.
 */
import { createServer } from 'node:http';

import { Server } from 'socket.io';

import { listen } from './socket-io-events.mjs';

const http = createServer();
const recovery = { connectionStateRecovery: { maxDisconnectionDuration: 2 * 60 * 1000 } };
const io = new Server(http, { serveClient: false, ...(process.env.RECOVERY ? recovery : {}) });

listen(io);
http.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  console.log(`listening ${http.address().port}`);
});
