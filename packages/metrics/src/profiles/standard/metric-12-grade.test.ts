import { expect, test } from 'vitest';
import type { Fact } from '../../facts.ts';
import { courseGrade, courseOf, explained, itemGrade } from '../../testing/build.ts';

const WEIGHTED = courseOf({ gradeWeights: { exam: 0.75, prompt: 0.25 } });

test.each<[string, Fact[], typeof WEIGHTED, object, string]>([
  [
    // (0.5 × 0.75 + 0.75 × 0.25) × 100 = 56.25; 5.625 is a tie, to the even 5.62.
    'weighted item grades',
    [itemGrade('exam', 0.5), itemGrade('prompt', 0.75), itemGrade('video', 1), courseGrade(0.1)],
    WEIGHTED,
    { value: 56, scaled: 5.62, raw: 56.25 },
    '2 of 2 weighted items have a grade.',
  ],
  [
    // 0.8 × 0.75 + 0 × 0.25 = 60 %.
    'an item without a grade counts 0',
    [itemGrade('exam', 0.8), itemGrade('prompt', null)],
    WEIGHTED,
    { value: 60, scaled: 6 },
    '1 of 2 weighted items have a grade.',
  ],
  [
    // 0.905 × 100 = 90.5, a tie, to the even 90; 9.05 on the radar.
    'without weights the course grade',
    [courseGrade(0.905), itemGrade('exam', 0.1)],
    courseOf(),
    { value: 90, scaled: 9.05, raw: 90.5 },
    'The course grade of the export.',
  ],
  [
    'empty weights are none',
    [courseGrade(0.5)],
    courseOf({ gradeWeights: {} }),
    { value: 50 },
    'The course grade of the export.',
  ],
  [
    // Graded are exam and prompt: (0.6 × ½ + 0 × ½) × 100.
    'where nobody has a course grade, equal weights over the graded items',
    [itemGrade('exam', 0.6)],
    courseOf({ gradedItemTypes: ['exam', 'discussion prompt'] }, {}, { hasCourseGrades: false }),
    { value: 30, scaled: 3 },
    '1 of 2 weighted items have a grade.',
  ],
  [
    'others have course grades, this learner has none',
    [itemGrade('exam', 0.6)],
    courseOf(),
    { value: null, scaled: null, raw: null, reason: 'no_data' },
    'There is no course grade.',
  ],
  [
    'no grade of any kind',
    [itemGrade('exam', null), courseGrade(null)],
    WEIGHTED,
    { value: null, raw: null, reason: 'no_data' },
    'There is no grade of any kind.',
  ],
  [
    'equal weights over no graded item',
    [itemGrade('exam', 1)],
    courseOf({ gradedItemTypes: ['none such'] }, {}, { hasCourseGrades: false }),
    { raw: null, reason: 'no_data' },
    'The course has no graded item.',
  ],
])('%s', (_, facts, course, figure, sentence) => {
  const explanation = explained('metric_12', facts, { course });
  expect(explanation.figure).toMatchObject(figure);
  expect(explanation.sentence).toBe(sentence);
});

test('terms are summed in ascending item id, then × 100', () => {
  const course = courseOf({ gradeWeights: { c: 0.3, b: 0.2, a: 0.1 } });
  const facts = ['a', 'b', 'c'].map((itemId) => itemGrade(itemId, 1));
  // 0.1 + 0.2 + 0.3 = 0.6000000000000001; in the order given it would be 0.6.
  expect(explained('metric_12', facts, { course }).figure.raw).toBe((0.1 + 0.2 + 0.3) * 100);
});

test('optional items are among the equal weights', () => {
  const course = courseOf(
    { gradedItemTypes: ['lecture'], excludeOptionalItems: true },
    {},
    { hasCourseGrades: false },
  );
  // video and extra (optional): 1 × ½ + 0 × ½.
  expect(explained('metric_12', [itemGrade('video', 1)], { course }).figure.value).toBe(50);
});
