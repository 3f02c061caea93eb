import type { ReferenceCourse, ReferenceFigure } from '../model.ts';
import { ascending, dayOf } from '../time.ts';
import { cutQueryAndFragment, parsePageUrl } from '../url.ts';
import { itemsOf } from './content.ts';
import { figure, noFigure, sumOf } from './figure.ts';
import { firstTimes } from './progress.ts';

/** Metric 1, content revision. */
export function metric1(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  const visited = visitedItemsByDay(course, learnerId);
  if (visited.size === 0) return noFigure('no_data');
  const firstCompletions = firstTimes(course, learnerId, 2);
  const shares: number[] = [];
  for (const day of [...visited.keys()].sort(ascending)) {
    const items = [...(visited.get(day) ?? [])];
    const completedEarlier = items.filter((itemId) => {
      const completedAt = firstCompletions.get(itemId);
      return completedAt !== undefined && dayOf(completedAt) < day;
    });
    shares.push((100 * completedEarlier.length) / items.length);
  }
  const mean = sumOf(shares) / shares.length;
  return figure(mean, 0, mean / 10);
}

/** Per day the distinct course items whose page was visited; days without one are left out. */
function visitedItemsByDay(course: ReferenceCourse, learnerId: string): Map<number, Set<string>> {
  const itemIds = itemsOf(course, learnerId).map((item) => item.itemId);
  const visited = new Map<number, Set<string>>();
  for (const click of course.clicks) {
    if (click.learnerId !== learnerId || click.kind !== 'access') continue;
    const part = parsePageUrl(click.url)?.itemId;
    if (part === undefined || part === null) continue;
    const itemId = cutQueryAndFragment(part);
    if (!itemIds.includes(itemId)) continue;
    const day = dayOf(click.at);
    visited.set(day, (visited.get(day) ?? new Set()).add(itemId));
  }
  return visited;
}
