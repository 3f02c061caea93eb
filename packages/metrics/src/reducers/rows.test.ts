import { describe, expect, test } from 'vitest';
import type { Fact } from '../facts.ts';
import { viewLearner } from '../learner-view.ts';
import { asked, courseGrade, itemGrade, member, progress, stateOf } from '../testing/build.ts';

const viewOf = (facts: readonly Fact[]) => {
  const view = viewLearner(stateOf(facts));
  if (view === null) throw new Error('a state of facts is not erased');
  return view;
};

describe('progress', () => {
  const row = { itemId: 'a', state: 1, at: 5 };
  const rows = (...facts: Fact[]) => viewOf(facts).progress.map(({ count, version }) => ({ count, version }));

  test('is no register: rows of one item and state at other times stand side by side', () => {
    expect(rows(progress('a', 1, 5), progress('a', 1, 6), progress('a', 2, 5))).toHaveLength(3);
  });

  test('counts equal rows by the newest snapshot, not by their sum', () => {
    expect(rows(progress('a', 1, 5, { count: 3 }), progress('a', 1, 5, { count: 1, version: 2 }))).toEqual([
      { count: 1, version: 2 },
    ]);
  });

  test('a tombstone takes a row back, and a later row brings it again', () => {
    const gone = progress(row.itemId, row.state, row.at, { version: 2, deleted: true });
    expect(rows(progress('a', 1, 5), gone)).toEqual([]);
    expect(rows(progress('a', 1, 5, { version: 3 }), gone)).toEqual([{ count: 1, version: 3 }]);
  });

  test('at equal versions a row beats a tombstone, and the greater count the lesser', () => {
    expect(rows(progress('a', 1, 5, { deleted: true }), progress('a', 1, 5))).toHaveLength(1);
    expect(rows(progress('a', 1, 5, { count: 2 }), progress('a', 1, 5))).toEqual([{ count: 2, version: 1 }]);
  });
});

describe('a register row', () => {
  test('is replaced by a newer snapshot’s', () => {
    expect(viewOf([itemGrade('a', 0.5), itemGrade('a', 0.7, { version: 2 })]).itemGrades).toEqual(
      new Map([['a', 0.7]]),
    );
    expect(viewOf([member('s1', 5), member('s1', 6, { version: 2 })]).memberships).toEqual(
      new Map([['s1', 6]]),
    );
  });

  test('stays when an older snapshot comes late', () => {
    expect(viewOf([courseGrade(0.9, { version: 2 }), courseGrade(0.1, { version: 1 })]).courseGrade).toBe(
      0.9,
    );
  });

  test('is gone behind a tombstone', () => {
    const view = viewOf([
      asked('q', 5),
      asked('q', 5, { version: 2, deleted: true }),
      courseGrade(0.9),
      courseGrade(0.9, { version: 2, deleted: true }),
    ]);
    expect(view.posts).toEqual([]);
    expect(view.hasCourseGradeRow).toBe(false);
  });

  test('without a grade is a row without a figure', () => {
    const view = viewOf([itemGrade('a', null), courseGrade(null)]);
    expect(view.itemGrades).toEqual(new Map());
    expect(view.courseGrade).toBeNull();
    expect(view.hasCourseGradeRow).toBe(true);
  });
});
