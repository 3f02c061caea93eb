import type { ReferenceCourse, ReferenceFigure } from '../model.ts';
import { DAY } from '../time.ts';
import { weekStartOf } from './content.ts';
import { figure, limited, noFigure, sumOf } from './figure.ts';
import { rowsOf } from './progress.ts';

/** Metric 5, timing of starting: days after the begin of the item's week, negative = before it. */
export function metric5(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  const delays: number[] = [];
  for (const row of rowsOf(course, learnerId, 1)) {
    const weekStart = weekStartOf(course, learnerId, row.itemId, row.session);
    if (weekStart !== null) delays.push(limited(row.clampedAt - weekStart, -7 * DAY, 7 * DAY));
  }
  if (delays.length === 0) return noFigure('no_data', { dueSoFar: 0 });
  const days = sumOf(delays) / (delays.length * DAY);
  return figure(days, 1, 10 * (1 - limited(days, 0, 7) / 7), { dueSoFar: delays.length });
}

/** Metric 6, timing of completing: days before the end of the item's week, negative = after the deadline. */
export function metric6(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  const margins: number[] = [];
  for (const row of rowsOf(course, learnerId, 2)) {
    const weekStart = weekStartOf(course, learnerId, row.itemId, row.session);
    if (weekStart !== null) margins.push(limited(weekStart + 7 * DAY - row.clampedAt, -7 * DAY, 7 * DAY));
  }
  if (margins.length === 0) return noFigure('no_data', { dueSoFar: 0 });
  const days = sumOf(margins) / (margins.length * DAY);
  return figure(days, 1, (10 * limited(days, 0, 7)) / 7, { dueSoFar: margins.length });
}
