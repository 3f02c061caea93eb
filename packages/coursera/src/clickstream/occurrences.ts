/** Words of a slot: two of the identity and how often it was seen. */
const WORDS = 3;
/** A third more slots than rows: 3 words × 4 bytes × 4/3 = 16 bytes a row. */
const SLOTS_PER_ROW = 4 / 3;

/**
 * Numbers exact repeats within one file: an open-addressing table over the first 8 bytes of the identities,
 * sized beforehand for a number of rows, at most 16 bytes for each. Of ten million rows, two different ones
 * share these 8 bytes with a probability of some 3 in a million; the later would then count as a repeat, which is
 * still told apart by its whole identity.
 */
export class Occurrences {
  #slots: number;
  #rows: number;
  #seen = 0;
  #table: Uint32Array;

  /** `rows`: the most different rows expected; more are taken in by growing. */
  constructor(rows: number) {
    this.#rows = Math.max(1, rows);
    this.#slots = slotsFor(this.#rows);
    this.#table = new Uint32Array(this.#slots * WORDS);
  }

  /** Bytes the table occupies. */
  get bytes(): number {
    return this.#table.byteLength;
  }

  /** How often this identity (two unsigned 32-bit words of it) was seen before: 0 the first time. */
  next(high: number, low: number): number {
    const slot = this.#find(high, low);
    const count = slot < 0 ? 0 : (this.#table[slot + 2] ?? 0);
    if (count > 0) {
      this.#table[slot + 2] = count + 1;
      return count;
    }
    if (slot < 0 || this.#seen === this.#rows) {
      this.#grow();
      return this.next(high, low);
    }
    this.#insert(slot, high, low, 1);
    return 0;
  }

  #insert(slot: number, high: number, low: number, count: number): void {
    this.#table[slot] = high;
    this.#table[slot + 1] = low;
    this.#table[slot + 2] = count;
    this.#seen++;
  }

  /** Index of the identity's slot, or of the free one where it belongs; -1 if none is free. */
  #find(high: number, low: number): number {
    const table = this.#table;
    const start = Math.floor((high / 2 ** 32) * this.#slots) * WORDS;
    let at = start;
    while (table[at + 2] !== 0 && (table[at] !== high || table[at + 1] !== low)) {
      at += WORDS;
      if (at === table.length) at = 0;
      if (at === start) return -1;
    }
    return at;
  }

  #grow(): void {
    const old = this.#table;
    this.#rows *= 2;
    this.#slots = slotsFor(this.#rows);
    this.#table = new Uint32Array(this.#slots * WORDS);
    this.#seen = 0;
    for (let at = 0; at < old.length; at += WORDS) {
      const count = old[at + 2] ?? 0;
      if (count === 0) continue;
      const high = old[at] ?? 0;
      const low = old[at + 1] ?? 0;
      this.#insert(this.#find(high, low), high, low, count);
    }
  }
}

function slotsFor(rows: number): number {
  return Math.max(1, Math.floor(rows * SLOTS_PER_ROW));
}
