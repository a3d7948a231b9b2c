// The events that all targets of the benchmarks publish alike: {"t":<time>,"n":<number>,"p":"<words>"}, of a given size.

const SYLLABLES = ['ka', 'lo', 'mi', 'ren', 'to', 'sa', 'vel', 'an', 'ber', 'dor', 'is', 'qu', 'en', 'pha', 'gri', 'tun', 'ol', 'ste'];
const VOCABULARY = 2_000;
const TEXT = 1 << 16;
const STRIDE = 7_919; // a prime, so that stretches repeat late
const MIN_SIZE = 64;

/** java.util.Random, so that the text is the same, byte for byte, as that of the targets in Java. */
class JavaRandom {
  #seed;

  constructor(seed) {
    this.#seed = BigInt(seed) ^ 0x5deece66dn;
  }

  #next(bits) {
    this.#seed = BigInt.asUintN(48, this.#seed * 0x5deece66dn + 0xbn);
    return Number(BigInt.asIntN(32, this.#seed >> BigInt(48 - bits)));
  }

  int(bound) {
    if ((bound & -bound) === bound) {
      return Number((BigInt(bound) * BigInt(this.#next(31))) >> 31n);
    }
    for (;;) {
      const bits = this.#next(31);
      const value = bits % bound;
      if (bits - value + (bound - 1) <= 0x7fffffff) {
        return value;
      }
    }
  }

  double() {
    const high = this.#next(26);
    return (high * 2 ** 27 + this.#next(27)) * 2 ** -53;
  }
}

function words(length, random) {
  const vocabulary = Array.from({ length: VOCABULARY }, () => {
    let word = '';
    for (let i = 1 + random.int(4); i > 0; i--) {
      word += SYLLABLES[random.int(SYLLABLES.length)];
    }
    return word;
  });
  let text = '';
  while (text.length < length) {
    const skewed = random.double() * random.double(); // some words are common
    text += vocabulary[Math.trunc(skewed * VOCABULARY)];
    text += random.int(12) === 0 ? '. ' : ' ';
  }
  return text.slice(0, length);
}

/** Makes events of a size in bytes. */
export class Events {
  #size;
  #text;

  constructor(size) {
    if (!(size >= MIN_SIZE)) {
      throw new RangeError(`an event takes at least ${MIN_SIZE} bytes`);
    }
    this.#size = size;
    this.#text = words(TEXT + size, new JavaRandom(42));
  }

  /** The JSON of an event. The time is a string of digits, since it may be larger than a number is exact. */
  json(t, n) {
    const head = `{"t":${t},"n":${n},"p":"`;
    const from = (n * STRIDE) % TEXT;
    return `${head}${this.#text.slice(from, from + this.#size - head.length - 2)}"}`;
  }
}
