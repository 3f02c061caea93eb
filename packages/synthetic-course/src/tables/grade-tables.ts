import type { Attempt, Life } from '../behaviour/life.ts';
import { gradeWeights } from '../model/grade-weights.ts';
import { type Micros, tableTime } from '../time.ts';
import { knownLives } from './known.ts';
import { type TableMaker, table } from './table.ts';

const PASSED_FROM = 0.6;

/** An item's standing at a moment: the best attempt graded by then, else the one that waits for its grade. */
interface Standing {
  readonly attempt: Attempt;
  readonly graded: boolean;
}

function standings(life: Life, snapshotAt: Micros): Standing[] {
  const byItem = new Map<string, Standing>();
  for (const attempt of life.attempts) {
    if (attempt.handedInAt > snapshotAt) continue;
    const graded = attempt.gradedAt <= snapshotAt;
    const before = byItem.get(attempt.item.id);
    const better =
      before === undefined || (graded && (!before.graded || attempt.grade > before.attempt.grade));
    if (better) byItem.set(attempt.item.id, { attempt, graded });
  }
  return [...byItem.values()];
}

const itemGrades: TableMaker = (world, snapshotAt) =>
  table(
    'course_item_grades',
    [
      'course_id',
      'course_item_id',
      `${world.model.partner}_user_id`,
      'course_item_grade_ts',
      'course_item_passing_state_id',
      'course_item_grade_overall',
      'course_item_grade_verified',
      'course_item_grade_pending',
    ],
    function* () {
      for (const life of knownLives(world, snapshotAt)) {
        for (const [index, { attempt, graded }] of standings(life, snapshotAt).entries()) {
          const row = (grade: number) => {
            const text = grade.toFixed(8);
            return [
              world.model.courseId,
              attempt.item.id,
              life.person.tableId,
              graded ? tableTime(attempt.gradedAt) : null,
              grade >= PASSED_FROM && graded ? '2' : '1',
              graded ? text : null,
              graded ? text : null,
              graded ? '0.000000' : grade.toFixed(6),
            ];
          };
          // Now and then the row that was overwritten still stands before the one in force.
          if (index === 0 && life.person.number % 19 === 3) yield row(attempt.grade / 2);
          yield row(attempt.grade);
        }
      }
    },
    'NA',
  );

const courseGrades: TableMaker = (world, snapshotAt) =>
  table(
    'course_grades',
    [
      'course_id',
      `${world.model.partner}_user_id`,
      'course_grade_ts',
      'course_passing_state_id',
      'course_grade_overall_passed_items',
      'course_grade_overall',
      'course_grade_verified_passed_items',
      'course_grade_verified',
    ],
    function* () {
      const weights = new Map(Object.entries(gradeWeights(world.model.content)));
      for (const life of knownLives(world, snapshotAt)) {
        const graded = standings(life, snapshotAt).filter((standing) => standing.graded);
        if (graded.length === 0) continue;
        const lastAt = Math.max(...graded.map(({ attempt }) => attempt.gradedAt));
        const overall = graded.reduce(
          (sum, { attempt }) => sum + attempt.grade * (weights.get(attempt.item.id) ?? 0),
          0,
        );
        const passed = String(graded.filter(({ attempt }) => attempt.grade >= PASSED_FROM).length);
        yield [
          world.model.courseId,
          life.person.tableId,
          tableTime(lastAt),
          overall >= PASSED_FROM ? '1' : '0',
          passed,
          overall.toFixed(7),
          passed,
          overall.toFixed(7),
        ];
      }
    },
  );

export const gradeTables: readonly TableMaker[] = [itemGrades, courseGrades];
