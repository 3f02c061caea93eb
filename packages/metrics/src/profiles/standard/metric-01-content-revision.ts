import { DAY, dayOf } from '../../time.ts';
import { withoutQuery } from '../../url.ts';
import { divide, sum, value } from '../expression.ts';
import { type Evidence, type Metric, noFigure } from '../metric.ts';
import type { StandardLearner } from './learner.ts';
import { presentPercent } from './scaling.ts';

/**
 * Content revision, %: per day with a visited course item, the share of its distinct items that the learner had
 * first completed on an earlier day; the mean over those days in day order.
 */
export const metric1: Metric<StandardLearner> = {
  id: 'metric_1',
  unit: 'percent',
  measure(learner) {
    const days = visitedDays(learner);
    if (days.length === 0) return noFigure('no_data', 'No course item was visited.');
    const shares = days.map(({ day, items, revised }) =>
      value(
        `${revised.length} of ${items.length} items on day ${day}`,
        (100 * revised.length) / items.length,
      ),
    );
    const visited = days.reduce((n, day) => n + day.items.length, 0);
    const revised = days.reduce((n, day) => n + day.revised.length, 0);
    return {
      reason: null,
      arithmetic: divide('mean share of revised items', sum('shares', shares), value('days', days.length)),
      sentence: () =>
        `${revised} of ${visited} visited items on ${days.length} days were already completed on an earlier day.`,
      evidence: () =>
        days.flatMap(({ day, items, revised: done }): Evidence[] =>
          items.map((itemId) => ({
            label: itemId,
            at: day * DAY,
            value: done.includes(itemId) ? 'revised' : 'new',
          })),
        ),
    };
  },
  present: presentPercent,
};

function visitedDays(learner: StandardLearner): { day: number; items: string[]; revised: string[] }[] {
  return learner.view.days.flatMap((part) => {
    const visited = new Set<string>();
    for (const visit of part.visits.values()) {
      const itemId = visit.itemId === null ? null : withoutQuery(visit.itemId);
      if (itemId !== null && learner.plan.has(itemId)) visited.add(itemId);
    }
    if (visited.size === 0) return [];
    const items = [...visited].sort();
    const revised = items.filter((itemId) => {
      const completedAt = learner.firstCompletion.get(itemId);
      return completedAt !== undefined && dayOf(completedAt) < part.day;
    });
    return [{ day: part.day, items, revised }];
  });
}
