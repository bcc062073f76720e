// A process of an application: rooms and questions of its own, on Parley as it was built.
import { createParley, readConfig } from '../../dist/index.js';

const parley = await createParley({
  ...readConfig(process.env),
  web: null,
  socketIo: { requireAuth: false },
});
const { io } = parley;
io.on('connection', (socket) => {
  socket.on('join', async (room, answer) => {
    await socket.join(room);
    answer(process.pid);
  });
  socket.on('leave', async (room, answer) => {
    await socket.leave(room);
    answer();
  });
  socket.on('tell', (room, ...said) => io.to(room).emit('told', ...said));
  socket.on('ask', async (room, question, answer) => {
    answer(await io.to(room).timeout(5000).emitWithAck('question', question));
  });
});
process.once('SIGTERM', () => void parley.close());
const url = await parley.listen({ port: Number(process.env.PORT) });
process.stdout.write(`Parley listens on ${url}\n`);
