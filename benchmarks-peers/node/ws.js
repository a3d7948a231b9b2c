// ws: an event is sent to one client after the other, from one buffer. A client names its channels: ws://.../?channels=s0,s1

import { WebSocketServer } from 'ws';
import { options, serve } from './control.js';

const channels = new Map();
for (let i = 0; i < options.channels; i++) {
  channels.set(`s${i}`, new Set());
}

const server = new WebSocketServer({ host: options.host, port: options.port, backlog: 4096, perMessageDeflate: false });

server.on('connection', (client, request) => {
  const asked = new URL(request.url, 'ws://peer').searchParams.get('channels') ?? 's0';
  const clients = asked.split(',').map((name) => channels.get(name));
  if (clients.includes(undefined)) {
    client.close(1008, 'no such channel');
    return;
  }
  clients.forEach((set) => set.add(client));
  client.on('error', () => client.terminate());
  client.on('close', () => clients.forEach((set) => set.delete(client)));
});

server.on('listening', () =>
  serve({
    publish(channel, json) {
      const data = Buffer.from(json);
      for (const client of channels.get(channel)) {
        client.send(data, { binary: false });
      }
    },
    stats: () => ({ clients: server.clients.size }),
  }),
);
