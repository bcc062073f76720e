/** Bun's native publish: uWebSockets underneath. */
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, self) {
    return self.upgrade(request) ? undefined : new Response('upgrade', { status: 426 });
  },
  websocket: {
    message(socket, data) {
      const frame = JSON.parse(data);
      if (frame.subscribe) {
        socket.subscribe(frame.subscribe);
        socket.send(JSON.stringify({ subscribed: frame.subscribe }));
        return;
      }
      server.publish(frame.publish, JSON.stringify(frame.payload));
    },
  },
});
console.log(`listening ${server.port}`);
