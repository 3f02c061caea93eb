import type { ReferenceCourse, ReferenceFigure } from '../model.ts';
import { ascending, dayOf } from '../time.ts';
import { itemsOf } from './content.ts';
import { figure, noFigure, sumOf } from './figure.ts';
import { firstTimes } from './progress.ts';

/** Metric 3, productivity. */
export function metric3(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  const firstStarts = firstTimes(course, learnerId, 1);
  const firstCompletions = firstTimes(course, learnerId, 2);

  // One entry an item: the day it was started (or only completed), and whether it was completed that day.
  const entries: { day: number; completedThatDay: boolean }[] = [];
  for (const { itemId } of itemsOf(course, learnerId)) {
    const startedAt = firstStarts.get(itemId);
    const completedAt = firstCompletions.get(itemId);
    if (startedAt !== undefined) {
      const completedThatDay = completedAt !== undefined && dayOf(completedAt) === dayOf(startedAt);
      entries.push({ day: dayOf(startedAt), completedThatDay });
    } else if (completedAt !== undefined) {
      entries.push({ day: dayOf(completedAt), completedThatDay: true });
    }
  }
  if (entries.length === 0) return noFigure('no_data');

  const shares: number[] = [];
  for (const day of [...new Set(entries.map((entry) => entry.day))].sort(ascending)) {
    const ofDay = entries.filter((entry) => entry.day === day);
    const completed = ofDay.filter((entry) => entry.completedThatDay);
    shares.push((100 * completed.length) / ofDay.length);
  }
  const mean = sumOf(shares) / shares.length;
  return figure(mean, 0, mean / 10);
}
