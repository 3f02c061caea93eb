import { describe, expect, test } from 'vitest';
import { TABLE_DEFINITIONS } from './definitions.ts';
import { createHeadings } from './headings.ts';
import { joinKey } from './keys.ts';

const AT = Date.UTC(2020, 2, 1, 8) * 1000;
const TIME = '2020-03-01 08:00:00';

/** One row of a table, given as heading → field in any order. */
function read(table: string, columns: Readonly<Record<string, string>>) {
  const headings = createHeadings(Object.keys(columns), 'jhu');
  const bound = TABLE_DEFINITIONS.get(table)?.bind(headings);
  if (typeof bound !== 'function') throw new Error(`${table}: ${bound?.missing ?? 'unknown'}`);
  return bound(Object.values(columns));
}

describe('typed rows', () => {
  test('course_progress: the whole row is the key, to the microsecond', () => {
    const row = {
      course_id: 'c',
      course_item_id: ' i',
      jhu_user_id: 'u',
      course_progress_state_type_id: '7',
      course_progress_ts: `${TIME}.000001`,
    };
    expect(read('course_progress', row)).toEqual({
      course: { by: 'course', courseId: 'c' },
      learnerId: 'u',
      key: `u/i/7/${AT + 1}`,
      row: { kind: 'ProgressRow', itemId: 'i', state: 7, at: AT + 1 },
      factAt: AT + 1,
      fault: null,
    });
  });

  test('course_item_types with five columns, the fifth by whatever name', () => {
    const row = {
      course_item_type_id: ' 1',
      course_item_type_desc: 'lecture',
      course_item_type_category: 'lecture',
      course_item_type_graded: 't',
      atom_id: '301',
    };
    expect(read('course_item_types', row)).toMatchObject({
      course: { by: 'export' },
      learnerId: null,
      key: '1',
      row: { kind: 'ItemTypeRow', typeId: '1', description: 'lecture', graded: true, atomTypeId: '301' },
    });
  });

  test('course_item_types with fewer columns, or more in another order', () => {
    const four = {
      course_item_type_id: '1',
      course_item_type_desc: 'x',
      course_item_type_category: '',
      extra: '9',
    };
    expect(read('course_item_types', four).row).toMatchObject({
      graded: false,
      category: null,
      atomTypeId: null,
    });
    const shuffled = {
      atom_content_type_id: '301',
      course_item_type_category: 'x',
      course_item_type_desc: 'x',
      course_item_type_graded: 'f',
      course_item_type_id: '1',
    };
    expect(read('course_item_types', shuffled).row).toMatchObject({ typeId: '1', atomTypeId: '301' });
    const unknown = {
      other: '301',
      course_item_type_category: 'x',
      course_item_type_desc: 'x',
      course_item_type_graded: 'f',
      course_item_type_id: '1',
    };
    expect(read('course_item_types', unknown).row).toMatchObject({ typeId: '1', atomTypeId: null });
  });

  test('content in its course form and its branch form', () => {
    const item = { course_item_id: 'i', course_lesson_id: 'l', course_item_type_id: '1' };
    expect(read('course_items', { course_id: 'c', ...item })).toMatchObject({
      course: { by: 'course', courseId: 'c' },
      key: 'i',
      row: { kind: 'ItemRow', itemId: 'i', branchId: null, order: null, name: null, optional: false },
    });
    const branch = {
      course_branch_item_order: '4',
      course_branch_item_name: 'n',
      course_branch_item_optional: 't',
    };
    expect(read('course_branch_items', { course_branch_id: 'b', ...item, ...branch })).toMatchObject({
      course: { by: 'branch', branchId: 'b' },
      key: 'b/i',
      row: { itemId: 'i', branchId: 'b', lessonId: 'l', typeId: '1', order: 4, name: 'n', optional: true },
    });
    const lesson = { course_lesson_id: 'l', course_module_id: 'NA' };
    expect(read('course_lessons', { course_id: 'c', ...lesson, course_lesson_order: '1' })).toMatchObject({
      key: 'l',
      row: { kind: 'LessonRow', moduleId: null, branchId: null, order: 1 },
    });
    expect(
      read('course_branch_lessons', { course_branch_id: 'b', ...lesson, course_branch_lesson_order: '2' }),
    ).toMatchObject({ key: 'b/l', row: { order: 2 } });
    const module = { course_branch_id: 'b', course_module_id: 'm', course_branch_module_order: '' };
    expect(read('course_branch_modules', module)).toMatchObject({
      key: 'b/m',
      row: { kind: 'ModuleRow', branchId: 'b', order: null },
    });
    expect(read('course_branches', { course_id: 'c', course_branch_id: 'b' })).toMatchObject({
      key: 'b',
      row: { kind: 'BranchRow', branchId: 'b' },
    });
  });

  test('sessions and memberships, whose ends may be open', () => {
    const session = {
      course_id: 'c',
      on_demand_session_id: 's',
      on_demand_sessions_start_ts: TIME,
      on_demand_sessions_end_ts: '',
      course_branch_id: 'b',
    };
    expect(read('on_demand_sessions', session)).toMatchObject({
      key: 's',
      row: { kind: 'SessionRow', startAt: AT, endAt: null, branchId: 'b' },
      factAt: null,
    });
    const membership = {
      course_id: 'c',
      on_demand_session_id: 's',
      jhu_user_id: 'u',
      on_demand_sessions_membership_start_ts: TIME,
      on_demand_sessions_membership_end_ts: '2020-03-01 08:00:01',
    };
    expect(read('on_demand_session_memberships', membership)).toMatchObject({
      key: 's/u',
      learnerId: 'u',
      row: { kind: 'MembershipRow', sessionId: 's', startAt: AT, endAt: AT + 1_000_000 },
      factAt: AT,
    });
  });

  test('grades, which may have no time and no figure', () => {
    const grade = { course_id: 'c', course_item_id: 'i', jhu_user_id: 'u', course_item_grade_overall: '' };
    expect(read('course_item_grades', grade)).toMatchObject({
      key: 'i/u',
      row: { kind: 'ItemGradeRow', grade: null, at: null },
      factAt: null,
    });
    const course = { course_id: 'c', jhu_user_id: 'u', course_grade_ts: TIME, course_grade_overall: '0.5' };
    expect(read('course_grades', course)).toMatchObject({
      key: 'u',
      row: { kind: 'CourseGradeRow', overall: 0.5, at: AT },
      factAt: AT,
    });
  });
});

test('parts of a key stay apart', () => {
  expect(joinKey(['a/b', 'c'])).not.toBe(joinKey(['a', 'b/c']));
  expect(joinKey(['a%2Fb'])).not.toBe(joinKey(['a/b']));
  expect(joinKey(['b', 'i', 3])).toBe('b/i/3');
});
