import { describe, expect, test } from 'vitest';
import { CONTENT, courseOf } from '../testing/build.ts';
import { DAY } from '../time.ts';
import type { Item, ItemType } from './content.ts';
import { weekStart } from './course-view.ts';

const ITEM: Item = {
  itemId: 'i',
  branchId: null,
  lessonId: 'l1',
  typeId: null,
  order: null,
  name: null,
  optional: false,
};
const ids = (plan: ReadonlyMap<string, unknown>) => [...plan.keys()];

describe('plan', () => {
  test('holds the items ascending by id, with week, type and flags', () => {
    const plan = courseOf().coursePlan;
    expect(ids(plan)).toEqual(['exam', 'extra', 'prompt', 'text', 'video']);
    expect(plan.get('exam')).toEqual({
      itemId: 'exam',
      week: 1,
      description: 'exam',
      graded: true,
      optional: false,
    });
    expect(plan.get('extra')).toMatchObject({ week: 1, description: 'lecture', optional: true });
  });

  test('of a branch is its own items, else the course’s', () => {
    const course = courseOf({}, { items: [...CONTENT.items, { ...ITEM, branchId: 'b' }] });
    expect(ids(course.planOf('b'))).toEqual(['i']);
    expect(course.planOf('other')).toBe(course.coursePlan);
    expect(course.planOf(null)).toBe(course.coursePlan);
    expect(ids(course.coursePlan)).not.toContain('i');
  });

  test('of a branch takes lessons and modules from the course where it has none of its own', () => {
    const items = [{ ...ITEM, branchId: 'b' }];
    const lesson = { lessonId: 'l1', branchId: 'b', moduleId: 'm0', order: null, name: null };
    const moduleRow = { moduleId: 'm0', branchId: 'b', order: 7, name: null };
    const week = (content: Parameters<typeof courseOf>[1]) =>
      courseOf({}, { items, ...content })
        .planOf('b')
        .get('i')?.week;
    expect(week({})).toBe(1);
    expect(week({ lessons: [...CONTENT.lessons, lesson] })).toBe(0);
    expect(week({ lessons: [...CONTENT.lessons, lesson], modules: [...CONTENT.modules, moduleRow] })).toBe(7);
  });

  test('an item without lesson, or whose lesson or module is unknown, has no week', () => {
    const week = (lessonId: string | null, moduleId: string | null) =>
      courseOf(
        {},
        {
          items: [{ ...ITEM, lessonId }],
          lessons: [{ lessonId: 'l1', branchId: null, moduleId, order: null, name: null }],
        },
      ).coursePlan.get('i')?.week;
    expect([week(null, 'm0'), week('lost', 'm0'), week('l1', 'lost'), week('l1', null)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(week('l1', 'm1')).toBe(1);
  });

  test('a type is found by its id, else by its atom id; the type id wins a collision', () => {
    const type = (typeId: string, atomTypeId: string | null): ItemType => ({
      typeId,
      description: `type ${typeId}`,
      category: null,
      graded: false,
      atomTypeId,
    });
    const described = (typeId: string | null, itemTypes: readonly ItemType[]) =>
      courseOf({}, { items: [{ ...ITEM, typeId }], itemTypes }).coursePlan.get('i')?.description;
    expect(described('9', [type('1', '9')])).toBe('type 1');
    expect(described('9', [type('1', '9'), type('9', null)])).toBe('type 9');
    expect(described('9', [type('9', null), type('1', '9')])).toBe('type 9');
    expect(described('8', [type('1', '9')])).toBeNull();
    expect(described(null, [type('1', null)])).toBeNull();
  });
});

describe('sessions', () => {
  const sessions = (['late', 'b', 'a'] as const).map((sessionId) => ({
    sessionId,
    startAt: sessionId === 'late' ? 9 : 5,
    endAt: null,
    branchId: sessionId === 'a' ? 'branch' : null,
  }));

  test('are all of the course where none are named, by start, then id', () => {
    expect(courseOf({}, { sessions }).followed).toEqual([
      { sessionId: 'a', rank: 0, startAt: 5, branchId: 'branch' },
      { sessionId: 'b', rank: 1, startAt: 5, branchId: null },
      { sessionId: 'late', rank: 2, startAt: 9, branchId: null },
    ]);
  });

  test('are followed in the order named, also one that the export does not hold', () => {
    expect(courseOf({ sessions: ['late', 'lost', 'a'] }, { sessions }).followed).toEqual([
      { sessionId: 'late', rank: 0, startAt: 9, branchId: null },
      { sessionId: 'lost', rank: 1, startAt: null, branchId: null },
      { sessionId: 'a', rank: 2, startAt: 5, branchId: 'branch' },
    ]);
  });

  test('of before are only those named', () => {
    expect(courseOf({}, { sessions }).previous).toEqual([]);
    expect(courseOf({ previousSessions: ['b'] }, { sessions }).previous).toMatchObject([{ sessionId: 'b' }]);
  });
});

test('a week starts 7 days after the one before, from the session’s start timestamp', () => {
  expect(weekStart({ startAt: 5 }, 0)).toBe(5);
  expect(weekStart({ startAt: 5 }, 2)).toBe(5 + 14 * DAY);
  expect(weekStart({ startAt: null }, 0)).toBeNull();
  expect(weekStart({ startAt: 5 }, null)).toBeNull();
});
