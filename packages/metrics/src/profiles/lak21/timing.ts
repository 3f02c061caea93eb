import { roundHalfEven } from '../../rounding.ts';
import { DAY, dayOf, type Micros } from '../../time.ts';
import { divide, sum, times, value } from '../expression.ts';
import { type Measure, noFigure, type Presented } from '../metric.ts';
import type { StudyLearner } from './learner.ts';

/**
 * Mean over the rows of one state of (week start + `shift` − time). The week starts at 00:00 of the session's
 * start *date* + 7·k days − 1 µs.
 */
export function meanEarliness(learner: StudyLearner, state: number, shift: Micros): Measure {
  const { startAt } = learner.session;
  const measured = learner.rows.flatMap((row) => {
    if (row.state !== state || row.item.week === null || startAt === null) return [];
    const weekStart = (dayOf(startAt) + 7 * row.item.week) * DAY - 1;
    return [{ row, early: weekStart + shift - row.clampedAt }];
  });
  const rows = measured.reduce((n, { row }) => n + row.count, 0);
  if (rows === 0) return noFigure('no_data', 'No such row on an item with a week.');
  return {
    reason: null,
    arithmetic: divide(
      'days',
      sum(
        'microseconds',
        measured.map(({ row, early }) =>
          times(row.item.itemId, value('early', early), value('rows', row.count)),
        ),
      ),
      value('rows × microseconds a day', rows * DAY),
    ),
    sentence: () => `Mean over ${rows} rows.`,
    evidence: () =>
      measured.map(({ row, early }) => ({ label: row.item.itemId, at: row.clampedAt, value: early / DAY })),
  };
}

/** The mean floored to whole days, 0 to 7. */
export function presentWholeDays(days: number): Presented {
  const whole = Math.min(7, Math.max(0, Math.floor(days)));
  return { value: whole, scaled: roundHalfEven((whole * 10) / 7, 2) };
}
