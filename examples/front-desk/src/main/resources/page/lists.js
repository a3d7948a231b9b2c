/** What each service shows beside its events: a list that is loaded once, and kept by events. */

/** What the page shows of each service: where it loads the list, under which name, and how an entry looks. */
export const LISTS = {
  guest: {
    path: '/guests', name: 'stays', empty: 'No guests yet.',
    show: stay => ({
      title: stay.guest, detail: `Room ${stay.room} · ${stay.nights} ${stay.nights === 1 ? 'night' : 'nights'}`,
      badge: {booked: 'booked', in: 'in house', out: 'left'}[stay.state], muted: stay.state === 'out', tone: stay.state,
      action: {booked: ['Check in', `/guests/${stay.id}/check-in`], in: ['Check out', `/guests/${stay.id}/check-out`]}[stay.state],
    }),
  },
  finance: {
    path: '/finance/revenue', name: 'revenues', empty: 'No revenue yet.',
    total: entries => ['Total', entries.reduce((sum, entry) => sum + entry.amount, 0).toLocaleString('en')],
    show: revenue => ({
      title: revenue.amount.toLocaleString('en'), detail: `Property ${revenue.propertyId} · entered by ${revenue.by}`,
    }),
  },
  tasks: {
    path: '/tasks', name: 'tasks', empty: 'Nothing to do.',
    show: task => ({
      title: task.title, detail: (task.room ? `Room ${task.room} · ` : '') + (task.done ? 'done' : 'added') + ` by ${task.by}`,
      muted: task.done, badge: task.done ? 'done' : undefined, tone: 'out',
      action: task.done ? undefined : ['Done', `/tasks/${task.id}/complete`],
    }),
  },
};

/** The list of a service: loaded once, kept by events, loaded again after a gap. */
export class List {
  #entries = new Map();
  #meanwhile = null;
  #again = false;
  /** Whether the last answer is missing; then the next connection asks again. */
  isStale = false;

  constructor(api, card, kind) {
    this.api = api;
    this.card = card;
    this.kind = kind;
  }

  /** What events say while the answer is under way counts more than the answer. */
  async load() {
    if (this.#meanwhile !== null) {
      this.#again = true;
      return;
    }
    this.#meanwhile = [];
    try {
      const answer = await this.api.get(this.kind.path);
      this.#entries = new Map(answer[this.kind.name].map(entry => [entry.id, entry]));
      this.isStale = false;
    } catch (e) {
      this.#again = false;
      this.isStale = true;
      this.card.note('warn', `Could not load the list: ${e.message}`);
    }
    const missed = this.#meanwhile;
    this.#meanwhile = null;
    missed.forEach(entry => this.#entries.set(entry.id, entry));
    this.#show();
    if (this.#again) {
      this.#again = false;
      await this.load();
    }
  }

  put(entry) {
    this.#meanwhile?.push(entry);
    this.#entries.set(entry.id, entry);
    this.#show(entry.id);
  }

  #show(changed) {
    const newestFirst = [...this.#entries.values()].sort((a, b) => b.id - a.id);
    this.card.showList(newestFirst.map(entry => ({id: entry.id, ...this.kind.show(entry)})), changed);
    if (this.kind.total) {
      this.card.showTotal(...this.kind.total([...this.#entries.values()]));
    }
  }
}
