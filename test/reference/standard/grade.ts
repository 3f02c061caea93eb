import type { ReferenceCourse, ReferenceFigure } from '../model.ts';
import { gradedItems } from './completion.ts';
import { figure, noFigure } from './figure.ts';

/** Metric 12, current course grade. */
export function metric12(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  const courseGrade = course.courseGrades.find((row) => row.learnerId === learnerId)?.overall ?? null;
  const hasItemGrade = course.itemGrades.some((row) => row.learnerId === learnerId && row.grade !== null);
  if (courseGrade === null && !hasItemGrade) return noFigure('no_data');

  const weights = course.config.gradeWeights ?? {};
  if (Object.keys(weights).length > 0) return weighted(course, learnerId, weights);

  if (course.courseGrades.length > 0) {
    return courseGrade === null ? noFigure('no_data') : percent(courseGrade * 100);
  }

  const items = gradedItems(course, learnerId);
  if (items.length === 0) return noFigure('no_data');
  return weighted(
    course,
    learnerId,
    Object.fromEntries(items.map((item) => [item.itemId, 1 / items.length])),
  );
}

/** Σ grade × weight in ascending item id, then × 100; an item without a grade counts 0. */
function weighted(
  course: ReferenceCourse,
  learnerId: string,
  weights: Readonly<Record<string, number>>,
): ReferenceFigure {
  let sum = 0;
  for (const itemId of Object.keys(weights).sort()) {
    const row = course.itemGrades.find((grade) => grade.learnerId === learnerId && grade.itemId === itemId);
    sum += (row?.grade ?? 0) * (weights[itemId] ?? 0);
  }
  return percent(sum * 100);
}

function percent(grade: number): ReferenceFigure {
  return figure(grade, 0, grade / 10);
}
