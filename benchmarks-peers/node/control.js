// The control connection of a peer: what the load driver says, and what is answered. The process ends when its standard input does.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Events } from './events.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    control: { type: 'string' },
    size: { type: 'string', default: '200' },
    channels: { type: 'string', default: '1' },
  },
});

/** The command line. */
export const options = {
  host: '127.0.0.1',
  port: number('port'),
  control: number('control'),
  size: number('size'),
  channels: number('channels'),
};

function number(name) {
  if (!/^\d+$/.test(values[name] ?? '')) {
    throw new Error(`--${name} takes a number`);
  }
  return Number(values[name]);
}

function heap() {
  if (!globalThis.gc) {
    return 'error start node with --expose-gc';
  }
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage(); // buffers are external
  const status = readFileSync('/proc/self/status', 'utf8');
  const resident = Number(/VmRSS:\s*(\d+)/.exec(status)[1]) * 1024;
  return `ok ${heapUsed + external} ${resident} ${/Threads:\s*(\d+)/.exec(status)[1]}`;
}

/** Takes drivers and says READY. The peer has publish(channel's name, JSON) and stats(). */
export function serve(peer) {
  const events = new Events(options.size);
  let published = 0;

  function publish(count, t) {
    for (let i = 0; i < count; i++) {
      const channel = `s${published % options.channels}`;
      peer.publish(channel, events.json(t, ++published));
    }
    return `ok ${published}`;
  }

  function answer(line) {
    const [command, count, t] = line.trim().split(' ');
    switch (command) {
      case 'publish':
        return /^\d+$/.test(count) && /^\d+$/.test(t) ? publish(Number(count), t) : `error not understood: ${line}`;
      case 'heap':
        return heap();
      case 'stats':
        return `ok ${JSON.stringify(peer.stats())}`;
      case 'quit':
        return 'ok';
      default:
        return `error not a command: ${command}`;
    }
  }

  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) => {
      const text = answer(line);
      socket.write(`${text}\n`, () => {
        if (line.trim() === 'quit') {
          process.exit(0);
        }
      });
    });
  });
  server.listen(options.control, options.host, () => console.log('READY'));
  process.stdin.on('end', () => process.exit(0)).resume();
}
