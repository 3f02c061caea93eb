import { clamp } from '../../rounding.ts';
import { DAY, type Micros } from '../../time.ts';
import { divide, sum, times, value } from '../expression.ts';
import { type Measure, noFigure } from '../metric.ts';
import type { ItemRow, StandardLearner } from './learner.ts';

/** Early and late by more than a week count as a week. */
const LIMIT: Micros = 7 * DAY;

/**
 * Mean of a signed distance over progress rows of one state, each limited to −7…7 days; integer microseconds are
 * summed and divided once (metrics.md, "Arithmetic").
 *
 * @param distance microseconds, or null for a row whose item has no week
 */
export function meanDistance(
  learner: StandardLearner,
  state: number,
  distance: (row: ItemRow) => Micros | null,
  sentence: (rows: number, beyond: number) => string,
): Measure {
  const measured = learner.rows.flatMap((row) => {
    const exact = row.state === state ? distance(row) : null;
    return exact === null ? [] : [{ row, exact, limited: clamp(exact, -LIMIT, LIMIT) }];
  });
  const rows = measured.reduce((n, { row }) => n + row.count, 0);
  if (rows === 0) return { ...noFigure('no_data', 'No such row on an item with a week.'), dueSoFar: 0 };
  return {
    reason: null,
    dueSoFar: rows,
    arithmetic: divide(
      'days',
      sum(
        'microseconds',
        measured.map(({ row, limited }) =>
          times(row.item.itemId, value('limited', limited), value('rows', row.count)),
        ),
      ),
      value('rows × microseconds a day', rows * DAY),
    ),
    sentence: () =>
      sentence(
        rows,
        measured.reduce((n, { row, exact }) => n + (exact < 0 ? row.count : 0), 0),
      ),
    evidence: () =>
      measured.map(({ row, limited }) => ({
        label: row.item.itemId,
        at: row.clampedAt,
        value: limited / DAY,
      })),
  };
}
