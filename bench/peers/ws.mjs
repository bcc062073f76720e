/** A plain loop over `ws`: what most people write first. Its best form: bytes made once, no compression. */
import { WebSocketServer } from 'ws';

const topics = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 4096 });

server.on('connection', (socket) => {
  let topic = '';
  socket.on('message', (data) => {
    const frame = JSON.parse(data);
    if (frame.subscribe) {
      topic = frame.subscribe;
      let members = topics.get(topic);
      if (!members) topics.set(topic, (members = new Set()));
      members.add(socket);
      socket.send(JSON.stringify({ subscribed: topic }));
      return;
    }
    const bytes = Buffer.from(JSON.stringify(frame.payload));
    for (const member of topics.get(frame.publish) ?? []) member.send(bytes, { binary: false });
  });
  socket.on('close', () => topics.get(topic)?.delete(socket));
});
server.on('listening', () => console.log(`listening ${server.address().port}`));
