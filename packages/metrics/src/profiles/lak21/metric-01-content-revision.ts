import { roundHalfEven } from '../../rounding.ts';
import { DAY } from '../../time.ts';
import { divide, sum, times, value } from '../expression.ts';
import { type Metric, noFigure } from '../metric.ts';
import { completedBefore, type StudyLearner } from './learner.ts';

/** Per day with an id (whatever part 6 of the URL is): ids completed on an earlier date / distinct ids; mean × 100. */
export const metric1: Metric<StudyLearner> = {
  id: 'metric_1',
  unit: 'percent',
  measure(learner) {
    const days = learner.view.days.flatMap((part) => {
      const ids = new Set(
        [...part.visits.values()].flatMap(({ itemId }) => (itemId === null ? [] : [itemId])),
      );
      if (ids.size === 0) return [];
      const revised = [...ids].filter((itemId) => completedBefore(learner, itemId, part.day)).length;
      return [{ day: part.day, ids: ids.size, revised }];
    });
    if (days.length === 0) return noFigure('no_data', 'No page with an id was visited.');
    const ratios = days.map(({ day, ids, revised }) =>
      value(`${revised} of ${ids} ids on day ${day}`, revised / ids),
    );
    return {
      reason: null,
      arithmetic: times(
        'per cent',
        divide('mean ratio', sum('ratios', ratios), value('days', days.length)),
        value('per cent', 100),
      ),
      sentence: () => `Mean over ${days.length} days with a visited id.`,
      evidence: () =>
        days.map(({ day, ids, revised }) => ({ label: `${revised} of ${ids} ids`, at: day * DAY })),
    };
  },
  present(percent) {
    const rounded = roundHalfEven(percent, 3);
    return { value: rounded, scaled: roundHalfEven(rounded * 10, 2) };
  },
};
