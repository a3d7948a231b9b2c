/** One WebSocket for all services, made anew whenever it is lost, from where it was (docs/protocol.md). */
import {Cursor} from './cursor.js';

const STEPS_S = [1, 2, 5, 10, 30, 60];
const ANSWER_MS = 15_000;
const LONGEST_MS = 60_000;
const UNAUTHENTICATED = 4401;

/** What a close code asks for (protocol section 6). */
function afterClose(code) {
  if (code === UNAUTHENTICATED || code === 4408 || code === 4429) {
    return 'backoff';
  }
  if ([1002, 1003, 1007, 1009, 4481].includes(code)) {
    return 'longest';
  }
  return code >= 4400 && code < 4480 ? 'stop' : 'backoff';
}

export class Stream {
  #options;
  #cursors = new Map();
  #instance = crypto.randomUUID();
  #socket = null;
  #attempt = 0;
  #nextId = 1;
  #timers = new Map();
  #stopped = false;

  /**
   * url, token, services; mayConnect(): a promise, false to stop; and what is told: onState(state), onAck(service, how),
   * onEvent(service, publication, replayed), onKnown(count), onLoss(service), onGap(service, gap), onRefused(service, code),
   * onPing().
   */
  constructor(options) {
    this.#options = options;
    options.services.forEach(service => this.#cursors.set(service, new Cursor()));
  }

  /** The service's cursor, to look at. */
  cursor(service) {
    return this.#cursors.get(service);
  }

  start() {
    this.#connect();
  }

  /** Does not wait any longer, if it waits. */
  hurry() {
    if (this.#timers.has('reconnect')) {
      this.#connect();
    }
  }

  stop() {
    this.#stopped = true;
    this.#drop();
  }

  async #connect() {
    this.#clear('reconnect');
    this.#options.onState({name: 'connecting'});
    let may;
    try {
      may = await this.#options.mayConnect();
    } catch {
      this.#wait('the server cannot be reached');
      return;
    }
    if (this.#stopped || !may) {
      return;
    }
    this.#drop();
    const socket = new WebSocket(this.#options.url, ['realtime.v1', `bearer.${this.#options.token}`]);
    this.#socket = socket;
    socket.onopen = () => this.#shake();
    socket.onmessage = message => this.#receive(message.data);
    socket.onclose = close => this.#closed(close.code, close.reason);
    this.#set('answer', ANSWER_MS, () => this.#lose('no answer'));
  }

  /** Lets go of the socket; what it still says is not heard. */
  #drop() {
    [...this.#timers.keys()].forEach(name => this.#clear(name));
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  #lose(why) {
    this.#drop();
    this.#wait(why);
  }

  #closed(code, reason) {
    this.#drop();
    const step = afterClose(code);
    const why = reason === '' ? `closed (${code})` : `${reason} (${code})`;
    if (step === 'stop') {
      this.#options.onState({name: 'closed', why});
    } else {
      this.#wait(why, step === 'longest' ? LONGEST_MS : undefined);
    }
  }

  #wait(why, given) {
    if (this.#stopped) {
      return;
    }
    const base = STEPS_S[Math.min(this.#attempt++, STEPS_S.length - 1)] * 1_000;
    const delay = given ?? Math.max(1_000, base / 2 + Math.random() * base);
    this.#options.onState({name: 'waiting', why, until: Date.now() + delay});
    this.#set('reconnect', delay, () => this.#connect());
  }

  #shake() {
    const services = [...this.#cursors.keys()];
    services.forEach(service => { this.#cursors.get(service).awaited = 0; });
    this.#send({type: 'handshake', version: 1, services, positions: this.#positions(services),
      instance: this.#instance, client: 'front-desk-page/1', pong: true});
  }

  #positions(services) {
    const known = services.filter(service => this.#cursors.get(service).position !== null);
    return Object.fromEntries(known.map(service => [service, this.#cursors.get(service).position]));
  }

  #send(message) {
    this.#socket?.send(JSON.stringify(message));
  }

  #subscribe(service, positions) {
    const id = this.#nextId++;
    this.#cursors.get(service).awaited = id;
    this.#send({type: 'subscribe', id, services: [service], positions});
    this.#set(`answer-${id}`, ANSWER_MS, () => this.#lose('no answer'));
  }

  #receive(data) {
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return; // the loss shows by the next message's range
    }
    this.#listenOn();
    switch (message.type) {
      case 'ack': this.#ack(message); break;
      case 'ping': this.#ping(message); break;
      case 'gap': this.#gap(message); break;
      case 'reconnect': this.#set('reconnect', message.afterMs, () => this.#connect()); break;
      case 'unsubscribed': this.#options.onRefused(message.service, message.reason); break;
      case 'error': this.#failed(message); break;
      default: this.#range(message);
    }
  }

  /** Two heartbeats without a word: the connection is dead, whatever the browser thinks. */
  #listenOn() {
    if (this.#heartbeatMs) {
      this.#set('silence', 2 * this.#heartbeatMs, () => this.#lose('silence'));
    }
  }

  #heartbeatMs = 0;

  #ack(message) {
    const id = message.id ?? 0;
    this.#clear(id === 0 ? 'answer' : `answer-${id}`);
    if (id === 0) {
      this.#heartbeatMs = message.heartbeatMs;
      this.#listenOn();
      this.#set('proved', 3_000, () => { this.#attempt = 0; });
      this.#options.onState({name: 'open', connectionId: message.connectionId});
    }
    for (const [service, state] of Object.entries(message.positions ?? {})) {
      const cursor = this.#cursors.get(service);
      if (cursor?.awaited === id) {
        cursor.acknowledged(state);
        this.#options.onAck(service, state.resumed);
      }
    }
    (message.refused ?? []).forEach(refused => this.#refused(refused));
  }

  #refused({service, code, retryAfterMs}) {
    this.#options.onRefused(service, code);
    if (code === 'UNAVAILABLE') {
      this.#set(`retry-${service}`, retryAfterMs ?? 5_000, () => this.#subscribe(service, this.#positions([service])));
    }
  }

  #failed(message) {
    this.#clear(`answer-${message.id}`);
    for (const cursor of this.#cursors.values()) {
      if (message.id !== undefined && cursor.awaited === message.id) {
        cursor.awaited = null;
      }
    }
  }

  #ping(message) {
    this.#send({type: 'pong'});
    this.#options.onPing();
    for (const [service, head] of Object.entries(message.heads ?? {})) {
      const cursor = this.#cursors.get(service);
      if (cursor?.awaited === null && cursor.isLeftBehind(head)) {
        this.#resume(service, cursor);
      }
    }
  }

  #gap(message) {
    const cursor = this.#cursors.get(message.service);
    if (cursor?.awaited === null) {
      cursor.skippedTo(message);
      this.#options.onGap(message.service, message);
    }
  }

  /** A message that covers a range of a channel; of a kind that is not known only the range counts. */
  #range(message) {
    const cursor = this.#cursors.get(message.service);
    if (cursor?.awaited !== null || message.after === undefined) {
      return;
    }
    const {fresh, known, lost} = cursor.accept(message);
    if (lost) {
      this.#resume(message.service, cursor);
      return;
    }
    if (known > 0) {
      this.#options.onKnown(known);
    }
    for (const publication of fresh) {
      const replayed = cursor.isReplayed(message.epoch, publication.seq);
      this.#options.onEvent(message.service, publication, replayed);
    }
  }

  #resume(service, cursor) {
    this.#options.onLoss(service);
    if (cursor.isStuck(Date.now())) {
      this.#options.onGap(service, {reason: 'transit', after: cursor.position});
      this.#subscribe(service, {});
    } else {
      this.#subscribe(service, this.#positions([service]));
    }
  }

  #set(name, delay, task) {
    this.#clear(name);
    this.#timers.set(name, setTimeout(() => {
      this.#timers.delete(name);
      task();
    }, delay));
  }

  #clear(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
