import type { CourseHint } from '../model.ts';
import { presentText } from '../values/values.ts';
import { USER_ID } from './headings.ts';
import { createRowDigest } from './keys.ts';
import type { TableDefinition } from './table-definition.ts';

/**
 * A table that no metric uses: nothing of it is required, the whole row is its key, its columns are only carried
 * where `publish` names them. Its course is told by `course_id`, else by `course_branch_id`, else by the export.
 */
export function otherTable(name: string): TableDefinition {
  return {
    name,
    bind(headings) {
      const courseAt = headings.indexOf('course_id');
      const branchAt = headings.indexOf('course_branch_id');
      const userAt = userIndex(headings.indexOf(USER_ID), headings.found, headings.partner);
      const digest = createRowDigest(headings.found);
      return (fields) => ({
        course: hintOf(fields[courseAt], fields[branchAt]),
        learnerId: presentText(fields[userAt] ?? ''),
        key: fields.length === headings.found.length ? digest(fields) : null,
        row: { kind: 'OtherRow', table: name },
        factAt: null,
        fault: null,
      });
    },
  };
}

/** Other user columns (`<p>_assessments_user_id`) hold ids of another hashing: they name no learner. */
function userIndex(at: number, found: readonly string[], partner: string | null): number {
  return partner === null || found[at] === `${partner}_${USER_ID}` ? at : -1;
}

function hintOf(course: string | undefined, branch: string | undefined): CourseHint {
  const courseId = presentText(course ?? '');
  if (courseId !== null) return { by: 'course', courseId };
  const branchId = presentText(branch ?? '');
  return branchId === null ? { by: 'export' } : { by: 'branch', branchId };
}
