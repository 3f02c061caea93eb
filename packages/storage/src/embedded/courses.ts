import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@learning-tracker/runtime';
import type { AggregateStore, CoursePartChange, LoadedPart } from '../port.ts';
import { blob, integer, text } from './rows.ts';

export interface Courses {
  courses(): string[];
  version(courseId: string): number | null;
  read(courseId: string): Awaited<ReturnType<AggregateStore['readCourse']>>;
  load(parts: readonly { readonly courseId: string; readonly part: string }[]): LoadedPart[];
  write(changes: readonly CoursePartChange[]): void;
}

/**
 * Content, configuration and calibration of courses. A version is the time of the change, or one more than the
 * last: so it does not repeat with other content where the file came from an older backup. All of it runs inside
 * the caller's transaction.
 */
export function createCourses(db: DatabaseSync, clock: Clock): Courses {
  const selectCourses = db.prepare('SELECT course_id FROM store_course ORDER BY course_id');
  const selectVersion = db.prepare('SELECT version FROM store_course WHERE course_id = ?');
  const bumpVersion = db.prepare(`
    INSERT INTO store_course VALUES (?, ?)
    ON CONFLICT DO UPDATE SET version = max(version + 1, excluded.version)`);
  const selectPart = db.prepare('SELECT bytes FROM store_course_part WHERE course_id = ? AND part = ?');
  const selectParts = db.prepare(
    'SELECT part, bytes FROM store_course_part WHERE course_id = ? ORDER BY part',
  );
  const setPart = db.prepare(`
    INSERT INTO store_course_part VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET bytes = excluded.bytes`);

  function version(courseId: string): number | null {
    const row = selectVersion.get(courseId);
    return row === undefined ? null : integer(row, 'version');
  }

  return {
    courses: () => selectCourses.all().map((row) => text(row, 'course_id')),
    version,
    read(courseId) {
      const current = version(courseId);
      if (current === null) return null;
      const parts = new Map(
        selectParts.all(courseId).map((row) => [text(row, 'part'), blob(row, 'bytes')] as const),
      );
      return { version: current, parts };
    },
    load: (parts) =>
      parts.map(({ courseId, part }) => {
        const row = selectPart.get(courseId, part);
        return row === undefined ? null : blob(row, 'bytes');
      }),
    write(changes) {
      for (const { courseId, part, bytes } of changes) setPart.run(courseId, part, bytes);
      for (const courseId of new Set(changes.map((change) => change.courseId))) {
        bumpVersion.run(courseId, clock.now());
      }
    },
  };
}
