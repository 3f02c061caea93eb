import type { DatabaseSync } from 'node:sqlite';
import type { DayFigures, LearnerRef } from '../port.ts';
import { blob, integer } from './rows.ts';

export interface History {
  write(day: number, figures: readonly (LearnerRef & Pick<DayFigures, 'bytes'>)[]): void;
  read(learner: LearnerRef, fromDay: number, toDay: number): DayFigures[];
}

/** Figures of past days, a row each. All of it runs inside the caller's transaction. */
export function createHistory(db: DatabaseSync): History {
  const insert = db.prepare('INSERT OR REPLACE INTO store_history VALUES (?, ?, ?, ?)');
  const select = db.prepare(`
    SELECT day, bytes FROM store_history
    WHERE course_id = ? AND learner_id = ? AND day BETWEEN ? AND ? ORDER BY day`);
  return {
    write(day, figures) {
      for (const { courseId, learnerId, bytes } of figures) insert.run(courseId, learnerId, day, bytes);
    },
    read: ({ courseId, learnerId }, fromDay, toDay) =>
      select
        .all(courseId, learnerId, fromDay, toDay)
        .map((row) => ({ day: integer(row, 'day'), bytes: blob(row, 'bytes') })),
  };
}
