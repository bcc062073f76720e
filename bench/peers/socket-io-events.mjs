/** What an application does with Socket.IO here, the same lines on the library and on Parley. */
export function listen(io) {
  io.on('connection', (socket) => {
    socket.on('subscribe', async (topic) => {
      await socket.join(topic);
      socket.emit('subscribed', topic);
    });
    socket.on('publish', (topic, payload) => {
      io.to(topic).emit('message', payload);
    });
    socket.on('shout', (payload) => {
      io.emit('message', payload);
    });
  });
}
