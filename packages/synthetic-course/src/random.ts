/**
 * A seeded stream of pseudo-random numbers that can be split: `split` depends only on this stream's key and
 * the labels, never on how many numbers were drawn, so that a learner's Tuesday looks the same whether or
 * not Monday was generated.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in [0, below). */
  int(below: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** One of the items; throws RangeError where there is none. */
  pick<T>(items: readonly T[]): T;
  /** Bell-shaped around `mean`, never further than 3.46 deviations from it. */
  bell(mean: number, deviation: number): number;
  shuffled<T>(items: readonly T[]): T[];
  split(...labels: readonly (string | number)[]): Random;
}

export function createRandom(seed: number): Random {
  return fromKey(absorb([0x9e3779b9, 0x85ebca6b], String(seed)));
}

type Key = readonly [number, number];

function absorb(key: Key, label: string): Key {
  let [a, b] = key;
  for (let i = 0; i <= label.length; i += 1) {
    const unit = i < label.length ? label.charCodeAt(i) : 0x1_0000;
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    b = Math.imul(b ^ ((a << 13) | (a >>> 19)), 0x1b873593);
    a = (a ^ (b >>> 15)) | 0;
    b = (b ^ (a >>> 13)) | 0;
  }
  return [a, b];
}

/** The generator itself is sfc32, a small fast counting one with a state of 128 bits. */
function fromKey(key: Key): Random {
  let a = key[0];
  let b = key[1];
  let c = a ^ 0x243f6a88;
  let counter = 1;

  function draw(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  for (let i = 0; i < 12; i += 1) draw();

  const next = (): number => draw() / 4294967296;
  const int = (below: number): number => Math.floor(next() * below);

  return {
    next,
    int,
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    pick: (items) => itemAt(items, int(items.length)),
    bell: (mean, deviation) => mean + (next() + next() + next() + next() - 2) * 1.7320508 * deviation,
    shuffled(items) {
      const result = [...items];
      for (let i = result.length - 1; i > 0; i -= 1) {
        const j = int(i + 1);
        const moved = itemAt(result, i);
        result[i] = itemAt(result, j);
        result[j] = moved;
      }
      return result;
    },
    split(...labels) {
      let child = key;
      for (const label of labels) child = absorb(child, String(label));
      return fromKey(child);
    },
  };
}

/** The item at an index; throws RangeError where there is none. */
export function itemAt<T>(items: readonly T[], index: number): T {
  if (index < 0 || index >= items.length) throw new RangeError(`no item ${index} of ${items.length}`);
  return items[index] as T;
}
