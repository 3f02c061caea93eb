import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryCourse } from './arbitrary.ts';
import type { ReferenceCourse, ReferenceFigure, ReferenceProfile } from './model.ts';
import { referenceFigures } from './reference.ts';

const PROFILES: ReferenceProfile[] = ['standard', 'lak21'];

function allFigures(course: ReferenceCourse, profile: ReferenceProfile): ReferenceFigure[] {
  return [...referenceFigures(course, profile).values()].flatMap((figures) => Object.values(figures));
}

test('standard is bounded and has a reason exactly where a figure is missing', () => {
  fc.assert(
    fc.property(arbitraryCourse(), (course) => {
      for (const figure of allFigures(course, 'standard')) {
        const { scaled, value, raw } = figure;
        expect(scaled === null || (scaled >= 0 && scaled <= 10)).toBe(true);
        expect(figure.reason === null).toBe(value !== null && scaled !== null);
        for (const number of [scaled, value, raw]) {
          expect(Object.is(number, -0) || Number.isNaN(number)).toBe(false);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('lak21 always has a value and a scaled value', () => {
  fc.assert(
    fc.property(arbitraryCourse(), (course) => {
      for (const figure of allFigures(course, 'lak21')) {
        expect(Number.isFinite(figure.value)).toBe(true);
        expect(Number.isFinite(figure.scaled)).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('the order of the rows decides nothing', () => {
  fc.assert(
    fc.property(arbitraryCourse(), (course) => {
      const reversed: ReferenceCourse = {
        ...course,
        items: course.items.toReversed(),
        lessons: course.lessons.toReversed(),
        modules: course.modules.toReversed(),
        itemTypes: course.itemTypes.toReversed(),
        sessions: course.sessions.toReversed(),
        memberships: course.memberships.toReversed(),
        progress: course.progress.toReversed(),
        itemGrades: course.itemGrades.toReversed(),
        courseGrades: course.courseGrades.toReversed(),
        questions: course.questions.toReversed(),
        answers: course.answers.toReversed(),
        clicks: course.clicks.toReversed(),
      };
      for (const profile of PROFILES) {
        expect(new Map(referenceFigures(reversed, profile))).toEqual(referenceFigures(course, profile));
      }
    }),
    { numRuns: 200 },
  );
});

test('every metric of both profiles takes many values, and every reason occurs', () => {
  const seen = new Map<string, Set<number | null>>();
  const reasons = new Set<string | null>();
  for (const course of fc.sample(arbitraryCourse(), 500)) {
    for (const profile of PROFILES) {
      for (const figures of referenceFigures(course, profile).values()) {
        for (const [metricId, figure] of Object.entries(figures)) {
          const key = `${profile} ${metricId}`;
          seen.set(key, (seen.get(key) ?? new Set()).add(figure.scaled));
          reasons.add(figure.reason);
        }
      }
    }
  }
  const few = [...seen].filter(([, values]) => values.size < 4).map(([key]) => key);
  expect(few).toEqual([]);
  expect(seen.size).toBe(24);
  expect([...reasons].sort()).toEqual(['no_calibration', 'no_data', 'no_items', 'not_joinable', null]);
});
