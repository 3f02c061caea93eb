import type { CourseHint } from '@learning-tracker/coursera';
import type { Ledger } from '../ledger/index.ts';
import type { CourseName, Unplaced } from '../ledger/unplaced.ts';
import type { Route } from '../routing/course-routes.ts';

/** Which courses of one table were unknown or not configured, in this reading and in earlier ones of the zip. */
export function createUnplacedNotes(ledger: Ledger, checksum: string, table: string) {
  const told = ledger.files.isTold(checksum, table);
  const earlier = ledger.unplaced.ofFile(checksum).filter(({ stream }) => stream === table);
  const noted = new Map<string, Unplaced>();

  return {
    note(course: CourseHint, { to }: Route): void {
      const name = nameOf(course);
      if (name === null || (to !== 'unknown' && to !== 'foreign')) return;
      const key = `${name.by} ${name.id}`;
      if (noted.has(key)) return;
      noted.set(key, {
        ...name,
        stream: table,
        outcome: to === 'unknown' ? 'dead' : 'foreign',
        rows: 0,
        erased: 0,
      });
    },
    /** Whether an earlier reading has written the dead letter of an unusable row; foreign rows get none. */
    isTold(course: CourseHint | null): boolean {
      const name = course === null ? null : nameOf(course);
      const wasForeign = earlier.some(
        ({ by, id, outcome }) => outcome === 'foreign' && by === name?.by && id === name.id,
      );
      return told && !wasForeign;
    },
    /** Inside the caller's transaction. */
    save(): void {
      for (const entry of noted.values()) ledger.unplaced.set(checksum, entry);
    },
  };
}

function nameOf(course: CourseHint): CourseName | null {
  switch (course.by) {
    case 'course':
      return { by: 'course', id: course.courseId };
    case 'branch':
      return { by: 'branch', id: course.branchId };
    case 'slug':
      return { by: 'slug', id: course.underscored };
    case 'export':
      return null;
  }
}
