/** Where a service stands in its channel, and what a message means there (protocol rules P7, P10, P11 and P14). */

const SAME_LOSS_MS = 60_000;

export class Cursor {
  /** {epoch, seq}, or null before the first ack. */
  position = null;
  /** The newest position when the server last accepted the service: what is not above it was missed, and replayed. */
  head = null;
  /** The id of the latest unanswered request that names the service; the handshake is 0. */
  awaited = null;
  #lost = null;
  #behind = 0;

  /** The server has accepted the service. After `gap` the position comes with the gap. */
  acknowledged(state) {
    this.awaited = null;
    this.#behind = 0;
    this.head = {epoch: state.epoch, seq: state.head ?? state.seq};
    if (state.resumed !== 'gap') {
      this.position = {epoch: state.epoch, seq: state.seq};
    }
  }

  /** What lies between is not coming. */
  skippedTo(gap) {
    this.position = {epoch: gap.epoch, seq: gap.seq};
    this.#behind = 0;
  }

  /** Looks at a message with a range: the publications that are new, how many were known, whether something is missing. */
  accept(message) {
    this.#behind = 0;
    const publications = message.messages ?? [message];
    const from = message.from ?? message.epoch;
    const at = this.position;
    if (at !== null && from === at.epoch && message.after === at.seq) {
      this.position = {epoch: message.epoch, seq: message.seq};
      return {fresh: publications, known: 0, lost: false};
    }
    if (at === null || message.epoch !== at.epoch || message.after > at.seq) {
      return {fresh: [], known: 0, lost: true};
    }
    const fresh = publications.filter(publication => publication.seq > at.seq);
    if (message.seq > at.seq) {
      this.position = {epoch: message.epoch, seq: message.seq};
    }
    return {fresh, known: publications.length - fresh.length, lost: false};
  }

  /** Tells whether the same loss came twice within a minute, so that asking again would not help. */
  isStuck(now) {
    const at = this.position;
    const last = this.#lost;
    this.#lost = {...at, now};
    return last !== null && at !== null && last.epoch === at.epoch && last.seq === at.seq
      && now - last.now < SAME_LOSS_MS;
  }

  /** Takes the head that a ping told; tells whether the service was behind it twice with nothing in between. */
  isLeftBehind(head) {
    const at = this.position;
    if (at === null || (head.epoch === at.epoch && head.seq <= at.seq)) {
      this.#behind = 0;
      return false;
    }
    this.#behind++;
    return this.#behind >= 2;
  }

  /** Tells whether a publication was missed before and came later. */
  isReplayed(epoch, seq) {
    return this.head !== null && this.head.epoch === epoch && seq <= this.head.seq;
  }
}
