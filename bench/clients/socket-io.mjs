import { io } from 'socket.io-client';

/**
 * A stock client by WebSocket; the wait before a retry is that of Parley's SDK, 250 to 750 ms. It asks
 * for its topic again where the server did not recover that, as the documentation has it.
 */
export function socketIoClient(line, { port, topic }, { ready, message }) {
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    agent: line,
    reconnectionDelay: 500,
    reconnectionDelayMax: 500,
    randomizationFactor: 0.5,
    timeout: 3000,
  });
  socket.on('connect', () => {
    if (!socket.recovered) socket.emit('subscribe', topic);
  });
  socket.on('subscribed', ready);
  socket.on('message', message);
  return () => socket.disconnect();
}
