/** How host and JVM do: tiles, and the load of the last two minutes. */
import {make} from './view.js';

const SVG = 'http://www.w3.org/2000/svg';
const SAMPLES = 60;
const WIDTH = 300;
const HEIGHT = 64;

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
}

const percent = share => (share < 0 ? '–' : `${(share * 100).toFixed(0)} %`);
const mebibytes = bytes => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

export class House {
  #tiles = new Map();
  #samples = [];
  #lines = {
    hostCpu: svg('polyline', {class: 'host'}),
    jvmCpu: svg('polyline', {class: 'jvm'}),
  };

  constructor(body) {
    const tiles = make('dl', 'tiles');
    for (const name of ['Host CPU', 'JVM CPU', 'Heap', 'Threads', 'Collections']) {
      const value = make('dd', '', '–');
      this.#tiles.set(name, value);
      const swatch = {'Host CPU': 'host', 'JVM CPU': 'jvm'}[name];
      tiles.append(make('div', swatch ?? '', '', make('dt', '', name), value));
    }
    const chart = svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', class: 'chart',
      role: 'img', 'aria-label': 'CPU load of the last two minutes'});
    for (const share of [0, 0.5, 1]) {
      chart.append(svg('line', {x1: 0, x2: WIDTH, y1: this.#y(share), y2: this.#y(share)}));
    }
    chart.append(this.#lines.hostCpu, this.#lines.jvmCpu);
    body.append(tiles, chart);
  }

  #y(share) {
    return (HEIGHT - 2 - Math.min(1, Math.max(0, share)) * (HEIGHT - 4)).toFixed(1);
  }

  show(sample) {
    this.#samples = [...this.#samples, sample].slice(-SAMPLES);
    this.#tiles.get('Host CPU').textContent = percent(sample.hostCpu);
    this.#tiles.get('JVM CPU').textContent = percent(sample.jvmCpu);
    this.#tiles.get('Heap').textContent = sample.heapMax > 0
      ? `${mebibytes(sample.heapUsed)} of ${mebibytes(sample.heapMax)}` : mebibytes(sample.heapUsed);
    this.#tiles.get('Threads').textContent = String(sample.threads);
    this.#tiles.get('Collections').textContent = `${sample.gcCount} in ${sample.gcMillis} ms`;
    for (const [name, line] of Object.entries(this.#lines)) {
      const first = SAMPLES - this.#samples.length;
      line.setAttribute('points', this.#samples
        .map((each, i) => `${((first + i) * WIDTH / (SAMPLES - 1)).toFixed(1)},${this.#y(each[name])}`)
        .join(' '));
    }
  }
}
