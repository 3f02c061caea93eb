import { MINUTE, type Micros } from '../time.ts';
import type { Runs } from './parts.ts';

/** Points at most this far apart belong to one presence run (metrics.md, 4: a new one after *more than* 30 min). */
export const PRESENCE_GAP: Micros = 30 * MINUTE;

/** Adds a point. @returns whether the runs changed (a point inside a run changes nothing) */
export function addPoint(runs: Runs, point: Micros): boolean {
  let next = runs.length;
  while (next > 0 && (runs[next - 2] ?? 0) > point) next -= 2;
  const previous = next - 2;
  const end = runs[previous + 1];
  const joinsPrevious = end !== undefined && point - end <= PRESENCE_GAP;
  if (joinsPrevious && point <= end) return false;
  const start = runs[next];
  const joinsNext = start !== undefined && start - point <= PRESENCE_GAP;
  if (joinsPrevious && joinsNext) runs.splice(previous + 1, 2);
  else if (joinsPrevious) runs[previous + 1] = point;
  else if (joinsNext) runs[next] = point;
  else runs.splice(next, 0, point, point);
  return true;
}

/** The runs of the union of points = the union of the runs, joined where the gap allows. Neither input is changed. */
export function joinRuns(a: readonly Micros[], b: readonly Micros[]): Runs {
  const pairs: [Micros, Micros][] = [];
  for (const runs of [a, b]) {
    for (let i = 0; i + 1 < runs.length; i += 2) pairs.push([runs[i] ?? 0, runs[i + 1] ?? 0]);
  }
  return joinPairs(pairs);
}

/** Joins [start, end] pairs in any order into runs. */
export function joinPairs(pairs: (readonly [Micros, Micros])[]): Runs {
  pairs.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  const joined: Runs = [];
  for (const [start, end] of pairs) {
    const last = joined.length - 1;
    const lastEnd = joined[last];
    if (lastEnd !== undefined && start - lastEnd <= PRESENCE_GAP) joined[last] = Math.max(lastEnd, end);
    else joined.push(start, end);
  }
  return joined;
}
