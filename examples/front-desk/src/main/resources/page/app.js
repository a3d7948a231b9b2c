/** The page: who is signed in, what each service shows, and what happens to the connection. */
import {Api, ApiError} from './api.js';
import {House} from './chart.js';
import {LISTS, List} from './lists.js';
import {Stream} from './stream.js';
import {Card, Timeline, Totals, describe, showState} from './view.js';

const byId = id => document.getElementById(id);
const TOKEN = 'front-desk-token';

const SERVICES = [...Object.keys(LISTS), 'analytics'];

/** Everything of one person who is signed in. */
class Desk {
  #lists = new Map();
  #cards = new Map();
  #opened = 0;

  constructor(token, me) {
    this.api = new Api(token);
    this.me = me;
    this.timeline = new Timeline(byId('timeline'));
    this.totals = new Totals(byId('totals'));
    for (const service of SERVICES) {
      const card = new Card(document.querySelector(`[data-service="${service}"]`), LISTS[service], path => this.post(card, path));
      this.#cards.set(service, card);
      if (LISTS[service]) {
        this.#lists.set(service, new List(this.api, card, LISTS[service]));
      }
    }
    this.house = new House(this.#cards.get('analytics').body);
    this.stream = new Stream({
      url: `${location.origin.replace(/^http/, 'ws')}/v2/realtime/stream`,
      token,
      services: SERVICES,
      mayConnect: () => this.#mayConnect(),
      onState: state => this.#state(state),
      onAck: (service, how) => this.#acknowledged(service, how),
      onEvent: (service, publication, replayed) => this.#event(service, publication, replayed),
      onKnown: count => this.totals.add('Duplicates', count),
      onLoss: service => this.timeline.add('warn', `${service}: a message is missing, asking again`),
      onGap: (service, gap) => this.#gap(service, gap),
      onRefused: (service, code) => this.#refused(service, code),
      onPing: () => this.totals.pinged(),
    });
  }

  start() {
    byId('hotel').textContent = `${this.me.org} hotel`;
    byId('person').textContent = this.me.name;
    byId('role').textContent = this.me.role;
    this.stream.start();
  }

  card(form) {
    return this.#cards.get(form.closest('[data-service]').dataset.service);
  }

  async post(card, path, body) {
    try {
      await this.api.post(path, body);
      card.fail('');
      return true;
    } catch (e) {
      card.fail(e.message);
      return false;
    }
  }

  /** A browser does not say why a connection was refused, so ask before. */
  async #mayConnect() {
    try {
      await this.api.get('/me');
      return true;
    } catch (e) {
      if (e instanceof ApiError && e.status === 401) {
        signOut('The token is not valid any more: the server was started anew. Paste one that it printed now.');
        return false;
      }
      throw e;
    }
  }

  #state(state) {
    showState(byId('state'), state);
    byId('cut').disabled = state.name !== 'open';
    byId('connection').textContent = state.name === 'open' ? state.connectionId.slice(0, 8) : '';
    if (state.name === 'open') {
      this.timeline.add('good', this.#opened++ === 0 ? 'connected' : 'connected again');
      this.totals.set('Reconnects', this.#opened - 1);
      return;
    }
    this.#cards.forEach(card => card.showOffline());
    if (state.name === 'waiting') {
      const seconds = (state.until - Date.now()) / 1000;
      this.timeline.add('warn', `${state.why}; next attempt in ${seconds.toFixed(1)} s`);
    } else if (state.name === 'closed') {
      this.timeline.add('bad', `closed for good: ${state.why}`);
    }
  }

  #acknowledged(service, how) {
    this.#showPosition(service);
    this.#cards.get(service).showLive();
    if (how === 'complete') {
      const cursor = this.stream.cursor(service);
      const missed = cursor.head.epoch === cursor.position.epoch ? cursor.head.seq - cursor.position.seq : 0;
      if (missed > 0) {
        this.timeline.add('info', `${service}: ${missed} missed, replayed now`);
      }
    }
    const list = this.#lists.get(service);
    if (how === 'fresh' || how === 'unverified' || list?.isStale) {
      list?.load();
    }
  }

  #event(service, publication, replayed) {
    this.#showPosition(service);
    this.totals.received(publication, replayed);
    for (const event of publication.events ?? []) {
      this.#cards.get(service).log(publication, event.type, describe(event), replayed);
      if (service === 'analytics') {
        this.house.show(event.data);
      } else if (Number.isInteger(event.data?.id)) {
        this.#lists.get(service)?.put(event.data);
      }
    }
  }

  #gap(service, gap) {
    this.#showPosition(service);
    this.totals.add('Gaps', 1);
    const missed = gap.missed === undefined ? '' : `, up to ${gap.missed} missed`;
    this.timeline.add('warn', `${service}: gap (${gap.reason}${missed})${LISTS[service] ? ', loading the list again' : ''}`);
    this.#cards.get(service).note('warn', `Gap: ${reason(gap.reason)}${missed}.${LISTS[service] ? ' The list was loaded again.' : ''}`);
    this.#lists.get(service)?.load();
  }

  #refused(service, code) {
    const forGood = code === 'FORBIDDEN' || code === 'revoked';
    this.timeline.add(forGood ? 'info' : 'warn', `${service}: refused (${code})`);
    this.#cards.get(service).showRefused(forGood
      ? `${this.me.name} may not see this. The server refused the service; the others go on.`
      : 'The service is not available now.');
  }

  #showPosition(service) {
    this.#cards.get(service).showPosition(this.stream.cursor(service).position);
  }
}

function reason(name) {
  return {
    epoch: 'the server has a new history',
    trimmed: 'away for longer than the server remembers',
    'slow-consumer': 'read too slowly',
    transit: 'messages got lost on their way',
  }[name] ?? name;
}

let desk = null;

async function signIn(token) {
  const me = await new Api(token).get('/me');
  sessionStorage.setItem(TOKEN, token);
  byId('login').hidden = true;
  byId('desk').hidden = false;
  desk = new Desk(token, me);
  desk.start();
}

function signOut(message = '') {
  desk?.stream.stop();
  desk = null;
  sessionStorage.removeItem(TOKEN);
  byId('desk').hidden = true;
  byId('login').hidden = false;
  tell(message);
}

function tell(message) {
  const error = byId('login-form').querySelector('.error');
  error.textContent = message;
  error.hidden = message === '';
}

byId('login-form').addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target;
  try {
    await signIn(form.elements.token.value.trim());
    form.reset();
    tell('');
  } catch (e) {
    tell(e.message);
  }
});
byId('sign-out').addEventListener('click', () => signOut());
byId('cut').addEventListener('click', async () => {
  desk.timeline.add('info', 'asking the server to cut this connection');
  await desk.api.post('/cut').catch(e => desk?.timeline.add('bad', e.message));
});
for (const form of document.querySelectorAll('form[data-post]')) {
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const body = {};
    for (const field of form.querySelectorAll('input')) {
      if (field.value.trim() !== '') {
        body[field.name] = field.type === 'number' ? Number(field.value) : field.value.trim();
      }
    }
    if (await desk.post(desk.card(form), form.dataset.post, body)) {
      form.reset();
      form.querySelector('input').focus();
    }
  });
}
addEventListener('online', () => desk?.stream.hurry());

/** The token comes in the fragment, which browsers do not send, and does not stay in the address. */
const given = new URLSearchParams(location.hash.slice(1)).get('token');
if (given !== null) {
  history.replaceState(null, '', location.pathname);
}
const token = given ?? sessionStorage.getItem(TOKEN);
if (token === null) {
  signOut();
} else {
  signIn(token).catch(e => signOut(e.message));
}
