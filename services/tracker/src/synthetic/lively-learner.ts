import type { SyntheticCourse } from '@learning-tracker/synthetic-course';

/** Days before and after the opening that are looked at. */
const BEFORE = 14;
const AFTER = 28;

/**
 * The learner with the most active days after `opensAt` (RFC 3339) among those who were active shortly before: one
 * whose page has something to show when it opens, and moves soon.
 *
 * @returns the table id; the first learner's where nobody was active
 */
export function livelyLearner(course: SyntheticCourse, opensAt: string): string {
  const today = opensAt.slice(0, 10);
  const past = course.days.filter((day) => day < today).slice(-BEFORE);
  const coming = course.days.filter((day) => day >= today).slice(0, AFTER);
  const known = new Set(past.flatMap((day) => [...activeOn(course, day)]));
  const activeDays = new Map<string, number>();
  for (const day of coming) {
    for (const learner of activeOn(course, day)) activeDays.set(learner, (activeDays.get(learner) ?? 0) + 1);
  }
  let best = course.learners[0]?.tableId ?? '';
  for (const { tableId } of course.learners) {
    const isLivelier = (activeDays.get(tableId) ?? 0) > (activeDays.get(best) ?? 0);
    if (known.has(tableId) && (isLivelier || !known.has(best))) best = tableId;
  }
  return best;
}

/** Table ids of whoever clicked on that day. */
function activeOn(course: SyntheticCourse, day: string): Set<string> {
  const learners = new Set<string>();
  for (const { fields } of course.clicksOf(day)) learners.add(fields[0] ?? '');
  return learners;
}
