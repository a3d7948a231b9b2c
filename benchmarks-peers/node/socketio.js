// socket.io: an event is emitted to a room, over WebSocket only. A client emits "subscribe" with the names of its rooms.

import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { options, serve } from './control.js';

const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
});

io.on('connection', (socket) => {
  socket.on('subscribe', (rooms, answer) => {
    socket.join(rooms);
    answer();
  });
});

http.listen({ host: options.host, port: options.port, backlog: 4096 }, () =>
  serve({
    publish(channel, json) {
      const event = JSON.parse(json); // socket.io makes JSON of an object itself, once for all clients
      if (!Number.isSafeInteger(event.t)) {
        throw new RangeError('this machine has been up for too long: its time is no exact number any more');
      }
      io.to(channel).emit('event', event);
    },
    stats: () => ({ clients: io.engine.clientsCount }),
  }),
);
