import type { DatabaseSync } from 'node:sqlite';
import type { CohortChange, CohortStart, DayFigures } from '../port.ts';
import { blob, integer, text } from './rows.ts';

export interface Cohorts {
  begin(courseId: string): CohortStart;
  write(fence: string, change: CohortChange): 'written' | 'fenced';
  read(courseId: string, day: number | undefined): DayFigures | null;
  drop(courseId: string): void;
}

/** Snapshots of cohorts by day. All of it runs inside the caller's transaction. */
export function createCohorts(db: DatabaseSync): Cohorts {
  // −1 is the row of `content` (partitions.ts).
  const selectFence = db.prepare(`
    SELECT coalesce((SELECT epoch || ' ' || id FROM store_claim WHERE partition = -1), '') || ' '
      || coalesce((SELECT generation FROM store_cohort WHERE course_id = ?), 0) AS fence`);
  const selectAdmission = db.prepare(
    'SELECT admission FROM store_cohort WHERE course_id = ? AND admission IS NOT NULL',
  );
  const setNewest = db.prepare(`
    INSERT INTO store_cohort VALUES (?, 0, ?, ?)
    ON CONFLICT DO UPDATE SET newest_day = excluded.newest_day, admission = excluded.admission`);
  const setDay = db.prepare('INSERT OR REPLACE INTO store_cohort_day VALUES (?, ?, ?)');
  const selectDay = db.prepare('SELECT day, bytes FROM store_cohort_day WHERE course_id = ? AND day = ?');
  const selectNewest = db.prepare(`
    SELECT d.day, d.bytes FROM store_cohort c
    JOIN store_cohort_day d ON d.course_id = c.course_id AND d.day = c.newest_day WHERE c.course_id = ?`);
  const removeDays = db.prepare('DELETE FROM store_cohort_day WHERE course_id = ?');
  const nextGeneration = db.prepare(`
    INSERT INTO store_cohort VALUES (?, 1, NULL, NULL)
    ON CONFLICT DO UPDATE SET generation = generation + 1, newest_day = NULL`);

  const fenceOf = (courseId: string): string => text(selectFence.get(courseId) ?? {}, 'fence');

  return {
    begin(courseId) {
      const row = selectAdmission.get(courseId);
      return { fence: fenceOf(courseId), admission: row === undefined ? null : blob(row, 'admission') };
    },
    write(fence, { courseId, day, bytes, admission }) {
      if (fenceOf(courseId) !== fence) return 'fenced';
      setNewest.run(courseId, day, admission);
      setDay.run(courseId, day, bytes);
      return 'written';
    },
    read(courseId, day) {
      const row = day === undefined ? selectNewest.get(courseId) : selectDay.get(courseId, day);
      return row === undefined ? null : { day: integer(row, 'day'), bytes: blob(row, 'bytes') };
    },
    drop(courseId) {
      removeDays.run(courseId);
      nextGeneration.run(courseId);
    },
  };
}
