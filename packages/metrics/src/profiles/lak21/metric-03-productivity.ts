import { roundHalfEven } from '../../rounding.ts';
import { DAY, dayOf } from '../../time.ts';
import { divide, sum, value } from '../expression.ts';
import type { Metric } from '../metric.ts';
import type { StudyLearner } from './learner.ts';

/**
 * Active day: c / (c + U), c = "same day" items last completed that day, U = distinct days with an unfinished
 * item over all history. An item last started on another date than last completed is unfinished on the start date.
 */
export const metric3: Metric<StudyLearner> = {
  id: 'metric_3',
  unit: 'percent',
  measure(learner) {
    const { finished, unfinishedDays } = sortItems(learner);
    const active = new Set(
      learner.rows.filter((row) => row.state === 1 || row.state === 2).map((row) => dayOf(row.clampedAt)),
    );
    const days = [...active]
      .sort((a, b) => a - b)
      .map((day) => {
        const c = finished.get(day) ?? 0;
        return { day, c, ratio: c === 0 ? 0 : c / (c + unfinishedDays) };
      });
    const ratios = days.map(({ day, c, ratio }) =>
      value(`${c} / (${c} + ${unfinishedDays}) on day ${day}`, ratio),
    );
    return {
      reason: null,
      arithmetic:
        days.length === 0
          ? value('no active day', 0)
          : divide('mean', sum('ratios', ratios), value('days', days.length)),
      sentence: () => `${days.length} active days; items were left unfinished on ${unfinishedDays} days.`,
      evidence: () =>
        days.map(({ day, c, ratio }) => ({
          label: `${c} finished the same day`,
          at: day * DAY,
          value: ratio,
        })),
    };
  },
  present(mean) {
    return { value: roundHalfEven(mean * 100, 0), scaled: roundHalfEven(mean * 10, 2) };
  },
};

function sortItems(learner: StudyLearner): { finished: Map<number, number>; unfinishedDays: number } {
  const finished = new Map<number, number>();
  const unfinished = new Set<number>();
  for (const itemId of new Set([...learner.lastStart.keys(), ...learner.lastCompletion.keys()])) {
    const startedAt = learner.lastStart.get(itemId);
    const completedAt = learner.lastCompletion.get(itemId);
    const day = completedAt === undefined ? null : dayOf(completedAt);
    if (day !== null && (startedAt === undefined || dayOf(startedAt) === day)) {
      finished.set(day, (finished.get(day) ?? 0) + 1);
    } else if (startedAt !== undefined) unfinished.add(dayOf(startedAt));
  }
  return { finished, unfinishedDays: unfinished.size };
}
