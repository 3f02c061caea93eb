import type { TableEntry } from '@learning-tracker/coursera';

/** They tell which courses and branches there are. */
const FIRST: readonly string[] = ['courses', 'course_branches', 'on_demand_sessions'];

/**
 * Tables in the order in which each row's course is known when it is read: first those that tell courses and
 * branches, then those with a course column, then those that name a branch only, last those that name neither.
 */
export function inReadOrder(tables: readonly TableEntry[]): TableEntry[] {
  return [...tables].sort(
    (a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

/** Read order of tables that name no course: the courses of the zip must be known before them. */
export function namesCourse(table: TableEntry): boolean {
  return rankOf(table) <= FIRST.length;
}

function rankOf({ name, headings }: TableEntry): number {
  const first = FIRST.indexOf(name);
  if (first >= 0) return first;
  if (headings.includes('course_id')) return FIRST.length;
  if (headings.includes('course_branch_id')) return FIRST.length + 1;
  return FIRST.length + 2;
}
