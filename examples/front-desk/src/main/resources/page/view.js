/** What people see. Texts are set as text, never as markup. */

const LOG_LINES = 60;
const SHOWN_ENTRIES = 50;
const NOTE_MS = 30_000;
const TIME = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});

/** Makes an element with a class, a text and children. */
export function make(tag, className = '', text = '', ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  element.append(...children);
  return element;
}

/** What an event says, in a few words. */
export function describe(event) {
  const data = event.data ?? {};
  switch (event.type) {
    case 'revenue_created': return `${data.amount.toLocaleString('en')} at property ${data.propertyId}`;
    case 'booking_created':
    case 'guest_checked_in':
    case 'guest_checked_out': return `${data.guest}, room ${data.room}`;
    case 'task_created':
    case 'task_completed': return data.title;
    case 'booking_replayed': return `${data.hotel}, ${data.arrival_date_day_of_month} ${data.arrival_date_month} `
      + `${data.arrival_date_year}, room type ${event.entity?.id ?? '?'}, ${data.country}`;
    case 'vitals_sampled': return `heap ${(data.heapUsed / 2 ** 20).toFixed(0)} MiB, ${data.threads} threads`;
    default: return JSON.stringify(event.data ?? null).slice(0, 120);
  }
}

let countdown = 0;

/** Shows the state of the connection, and counts down to the next attempt. */
export function showState(element, state) {
  clearInterval(countdown);
  element.dataset.state = state.name;
  const text = element.querySelector('span');
  const show = () => {
    text.textContent = {
      connecting: 'Connecting …',
      open: 'Live',
      waiting: `Reconnecting in ${Math.max(0, (state.until - Date.now()) / 1000).toFixed(0)} s`,
      closed: `Closed: ${state.why}`,
    }[state.name];
  };
  show();
  if (state.name === 'waiting') {
    countdown = setInterval(show, 250);
  }
}

/** Puts a line at the top of a log, which keeps the newest. */
function prepend(log, line) {
  log.prepend(line);
  while (log.childElementCount > LOG_LINES) {
    log.lastElementChild.remove();
  }
}

/** What happened to the connection. */
export class Timeline {
  #log;

  constructor(log) {
    this.#log = log;
    log.replaceChildren();
  }

  add(tone, text) {
    prepend(this.#log, make('li', tone, '', make('time', '', TIME.format(Date.now())), make('span', '', text)));
  }
}

/** Numbers over all services. */
export class Totals {
  #values = new Map();
  #counts = {};
  #latencies = [];

  constructor(list) {
    list.replaceChildren();
    for (const name of ['Events', 'Replayed', 'Duplicates', 'Gaps', 'Reconnects', 'Latency', 'Last ping']) {
      const value = make('dd', '', name === 'Latency' || name === 'Last ping' ? '–' : '0');
      this.#values.set(name, value);
      list.append(make('div', '', '', make('dt', '', name), value));
    }
  }

  set(name, count) {
    this.#counts[name] = count;
    this.#values.get(name).textContent = count.toLocaleString('en');
  }

  add(name, count) {
    this.set(name, (this.#counts[name] ?? 0) + count);
  }

  /** The median of the last hundred live ones, from the broker's time stamp to here: both clocks are this host's. */
  received(publication, replayed) {
    this.add('Events', 1);
    if (replayed) {
      this.add('Replayed', 1);
      return;
    }
    this.#latencies.push(Math.max(0, Date.now() - Date.parse(publication.timestamp)));
    this.#latencies = this.#latencies.slice(-100);
    const sorted = [...this.#latencies].sort((a, b) => a - b);
    this.#values.get('Latency').textContent = `${sorted[sorted.length >> 1]} ms`;
  }

  pinged() {
    this.#values.get('Last ping').textContent = TIME.format(Date.now());
  }
}

/** The card of a service: its state, its list and its events. */
export class Card {
  #section;
  #position;
  #badge;
  #note = make('p', 'note');
  #error = make('p', 'error');
  #total = make('p', 'total');
  #list = make('ul', 'list');
  #log = make('ol', 'log');
  #noteTimer = 0;
  #post;
  #kind;

  constructor(section, kind, post) {
    this.#section = section;
    this.#post = post;
    this.#kind = kind;
    section.querySelectorAll('.made').forEach(made => made.remove());
    section.classList.remove('refused');
    this.#badge = make('span', 'badge made', '…');
    this.#position = make('code', 'position made');
    this.#position.title = 'The position in the channel: epoch.sequence';
    section.querySelector('header').append(this.#badge, this.#position);
    this.#error.setAttribute('role', 'alert');
    this.#error.hidden = this.#note.hidden = this.#total.hidden = true;
    this.#log.setAttribute('role', 'log');
    this.#log.setAttribute('aria-label', `Events of ${section.dataset.service}`);
    this.body = make('div', 'body made', '', this.#error, this.#note);
    if (kind) {
      this.#list.append(make('li', 'empty', kind.empty));
      this.body.append(this.#list, this.#total);
    }
    section.append(this.body, make('h3', 'made', 'Events'), this.#log);
    this.#log.classList.add('made');
  }

  showLive() {
    this.#section.classList.remove('refused');
    this.#mark('live', 'good');
  }

  showOffline() {
    if (!this.#section.classList.contains('refused')) {
      this.#mark('offline', 'booked');
    }
  }

  showRefused(why) {
    this.#section.classList.add('refused');
    this.#mark('refused', 'bad');
    this.note('plain', why);
  }

  #mark(text, tone) {
    this.#badge.textContent = text;
    this.#badge.dataset.tone = tone;
  }

  showPosition(position) {
    this.#position.textContent = position === null ? '' : `${position.epoch}.${position.seq}`;
  }

  /** A warning goes away after a while: it stays in the log of the connection. */
  note(tone, text) {
    clearTimeout(this.#noteTimer);
    if (tone === 'warn') {
      this.#noteTimer = setTimeout(() => { this.#note.hidden = true; }, NOTE_MS);
    }
    this.#note.hidden = false;
    this.#note.dataset.tone = tone;
    this.#note.textContent = tone === 'warn' ? `${TIME.format(Date.now())} ${text}` : text;
  }

  fail(text) {
    this.#error.textContent = text;
    this.#error.hidden = text === '';
  }

  showTotal(name, value) {
    this.#total.hidden = false;
    this.#total.replaceChildren(make('span', '', name), make('strong', '', value));
  }

  showList(entries, changed) {
    const items = entries.slice(0, SHOWN_ENTRIES).map(entry => this.#item(entry, entry.id === changed));
    this.#list.replaceChildren(...(items.length > 0 ? items : [make('li', 'empty', this.#kind.empty)]));
  }

  #item(entry, isNew) {
    const text = make('div', '', '', make('strong', '', entry.title), make('span', 'muted', entry.detail));
    const item = make('li', `${entry.muted ? 'done' : ''} ${isNew ? 'new' : ''}`, '', text);
    if (entry.badge) {
      const badge = make('span', 'badge', entry.badge);
      badge.dataset.tone = entry.tone;
      item.append(badge);
    }
    if (entry.action) {
      const [name, path] = entry.action;
      const button = make('button', 'small', name);
      button.type = 'button';
      button.addEventListener('click', () => this.#post(path));
      item.append(button);
    }
    return item;
  }

  log(publication, type, text, replayed) {
    const line = make('li', replayed ? 'replayed' : '', '',
      make('time', '', TIME.format(Date.parse(publication.timestamp))),
      make('b', '', `#${publication.seq}`),
      make('span', '', '', make('code', '', type), ` ${text}`));
    if (replayed) {
      line.append(make('em', '', 'replayed'));
    }
    prepend(this.#log, line);
  }
}
