/**
 * The floor for Node: one ready-made frame for all, written straight to the sockets, the writes of a
 * tick joined. No dialect, no rights, no presence: what a server on Node cannot go below.
 */
import { createServer } from 'node:http';

import { WebSocketServer } from 'ws';

const topics = new Map();
const corked = [];
const http = createServer();
const upgrades = new WebSocketServer({ noServer: true });

/** An unmasked text frame; payloads here are below 64 KiB. */
function frameOf(text) {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
}

function uncorkAll() {
  for (const socket of corked) socket.uncork();
  corked.length = 0;
}

function write(socket, bytes) {
  if (socket.writableCorked === 0) {
    socket.cork();
    if (corked.push(socket) === 1) process.nextTick(uncorkAll);
  }
  socket.write(bytes);
}

http.on('upgrade', (request, socket, head) => {
  upgrades.handleUpgrade(request, socket, head, (ws) => {
    let topic = '';
    ws.on('message', (data) => {
      const frame = JSON.parse(data);
      if (frame.subscribe) {
        topic = frame.subscribe;
        let members = topics.get(topic);
        if (!members) topics.set(topic, (members = new Set()));
        members.add(socket);
        write(socket, frameOf(JSON.stringify({ subscribed: topic })));
        return;
      }
      const bytes = frameOf(JSON.stringify(frame.payload));
      for (const member of topics.get(frame.publish) ?? []) write(member, bytes);
    });
    ws.on('close', () => topics.get(topic)?.delete(socket));
  });
});
http.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  console.log(`listening ${http.address().port}`);
});
