/**
 * Times are stored in the coarsest of 1 s, 1 ms and 1 µs that loses nothing of any of them (`scale` 2, 1, 0:
 * units of 1000^scale µs), and as differences: real exports carry seconds or milliseconds, so this halves them.
 * The scale depends on the values alone, never on their order, so the bytes stay canonical.
 */
export function commonScale(scale: number, times: readonly number[]): number {
  let common = scale;
  for (const time of times) {
    if (common === COARSEST && time % 1_000_000 !== 0) common = 1;
    if (common === 1 && time % 1000 !== 0) return 0;
  }
  return common;
}

export const COARSEST = 2;

export function unitOf(scale: number): number {
  return 1000 ** scale;
}

export function toDeltas(times: readonly number[], unit: number): number[] {
  const deltas = new Array<number>(times.length);
  let previous = 0;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] ?? 0;
    deltas[i] = (time - previous) / unit;
    previous = time;
  }
  return deltas;
}

export function fromDeltas(deltas: readonly number[], unit: number): number[] {
  const times = new Array<number>(deltas.length);
  let time = 0;
  for (let i = 0; i < deltas.length; i++) {
    time += (deltas[i] ?? 0) * unit;
    times[i] = time;
  }
  return times;
}
