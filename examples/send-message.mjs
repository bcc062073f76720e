// A Socket.IO application on Express, as it was written for `socket.io`: only its import is changed.
import express from 'express';
import { Server } from '@parley/server/socket.io';
const PORT = 8000;
const app = express();

// start app and store the app instance in the variable
const myapp = app.listen(PORT, () => console.log('App started on PORT ', PORT));

// Create the socket server attached to express server
const io = new Server(myapp, {
  cors: {
    // CORS : who can connect to this socket server
    origin: ['http://localhost:5173'],
  },
});

// listen for connection event
io.on('connection', (socket) => {
  console.log('Client Connected to socket server', socket.id);

  // this event will be receiver whenever any client got disconnected
  socket.on('disconnect', () => {
    console.log('client disconnected ', socket.id);
  });

  // Listening for the custom event
  socket.on('send-message', async (payload) => {
    console.log('Event is receiver from client: ', payload);
    // Process your event here
    // Emit the event to the client
    let data = {
      success: true,
    };
    io.emit('message-saved', data);
  });
});
