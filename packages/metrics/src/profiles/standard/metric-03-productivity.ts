import { DAY, dayOf } from '../../time.ts';
import { divide, sum, value } from '../expression.ts';
import { type Metric, noFigure } from '../metric.ts';
import type { StandardLearner } from './learner.ts';
import { presentPercent } from './scaling.ts';

/**
 * Productivity, %: of the items first started on a day (or only ever completed on it), the share that was first
 * completed the same day; the mean over the days that have any.
 */
export const metric3: Metric<StandardLearner> = {
  id: 'metric_3',
  unit: 'percent',
  measure(learner) {
    const days = productiveDays(learner);
    if (days.length === 0) return noFigure('no_data', 'No course item was started or completed.');
    const shares = days.map(({ day, finished, begun }) =>
      value(`${finished} of ${begun} items on day ${day}`, (100 * finished) / begun),
    );
    const begun = days.reduce((n, day) => n + day.begun, 0);
    const finished = days.reduce((n, day) => n + day.finished, 0);
    return {
      reason: null,
      arithmetic: divide(
        'mean share finished the same day',
        sum('shares', shares),
        value('days', days.length),
      ),
      sentence: () =>
        `${finished} of ${begun} items begun on ${days.length} days were completed the same day.`,
      evidence: () =>
        days.map((day) => ({
          label: `${day.finished} of ${day.begun} items`,
          at: day.day * DAY,
          value: (100 * day.finished) / day.begun,
        })),
    };
  },
  present: presentPercent,
};

function productiveDays(learner: StandardLearner): { day: number; begun: number; finished: number }[] {
  const days = new Map<number, { day: number; begun: number; finished: number }>();
  for (const itemId of new Set([...learner.firstStart.keys(), ...learner.firstCompletion.keys()])) {
    const completedAt = learner.firstCompletion.get(itemId);
    const begunAt = learner.firstStart.get(itemId) ?? completedAt;
    if (begunAt === undefined) continue;
    const day = dayOf(begunAt);
    const entry = days.get(day) ?? { day, begun: 0, finished: 0 };
    entry.begun += 1;
    if (completedAt !== undefined && dayOf(completedAt) === day) entry.finished += 1;
    days.set(day, entry);
  }
  return [...days.values()].sort((a, b) => a.day - b.day);
}
