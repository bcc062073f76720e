// A client that joins a topic and then does nothing, for a test that kills it: URL, origin, topic.
import { WebSocket } from 'ws';

const [, , url = '', origin, topic] = process.argv;
const socket = new WebSocket(url, { origin });
socket.addEventListener('open', () => {
  socket.send(JSON.stringify({ op: 'subscribe', id: 1, topic }));
});
socket.addEventListener('message', ({ data }) => {
  const { op, last } = JSON.parse(typeof data === 'string' ? data : '{}');
  if (op === 'page' && last) process.stdout.write('joined\n');
});
