import { beforeAll, describe, expect, it } from 'vitest';
import { ITEM_TYPES } from './model/item-types.ts';
import { type Row, rowsOf, values } from './testing/read-exports.ts';
import { type WrittenCourse, writeAndRead } from './testing/written-course.ts';

const USER = 'northfield_user_id';
let written: WrittenCourse;
beforeAll(async () => {
  written = await writeAndRead({ seed: 1, learners: 120, weeks: 4 });
}, 120_000);

const table = (name: string): readonly Row[] => rowsOf(written.final, name);
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const followed = (): string[] => strings(written.course.config.sessions);
const previous = (): string[] => strings(written.course.config.previousSessions);
const sessionRow = (id: string | undefined): Row => {
  const row = table('on_demand_sessions').find((session) => session.on_demand_session_id === id);
  if (row === undefined) throw new Error(`no session ${id}`);
  return row;
};

describe('the course', () => {
  it('has two followed sessions in two branches and a previous cohort that was over before', () => {
    const [first, second] = followed().map(sessionRow);
    const before = sessionRow(previous()[0]);
    expect(first?.course_branch_id).not.toBe(second?.course_branch_id);
    expect(String(before.on_demand_sessions_end_ts) < String(first?.on_demand_sessions_start_ts)).toBe(true);
    expect(first?.on_demand_sessions_start_ts).toBe('2024-01-08 08:00:00');
    expect(table('on_demand_sessions').length).toBeGreaterThan(3);
    expect(values(table('course_branches'), 'course_branch_id')).toContain(second?.course_branch_id);
  });

  it('counts as learners the members of followed sessions', () => {
    const members = new Set(
      table('on_demand_session_memberships')
        .filter((row) => followed().includes(row.on_demand_session_id ?? ''))
        .map((row) => row[USER]),
    );
    expect(members.size).toBe(120);
    expect(members).toEqual(new Set(written.course.learners.map((learner) => learner.tableId)));
    expect(written.course.previousLearners.length).toBe(72);
  });

  it('differs between its branches in items and in the order of modules', () => {
    const [one, two] = followed().map((id) => sessionRow(id).course_branch_id);
    const itemsOf = (branch: string | null | undefined): (string | null)[] =>
      values(
        table('course_branch_items').filter((row) => row.course_branch_id === branch),
        'course_item_id',
      );
    expect(itemsOf(one).filter((id) => !itemsOf(two).includes(id)).length).toBeGreaterThan(0);
    expect(itemsOf(two).filter((id) => !itemsOf(one).includes(id)).length).toBeGreaterThan(0);
    const ordersOf = (branch: string | null | undefined): (string | null | undefined)[] =>
      table('course_branch_modules')
        .filter((row) => row.course_branch_id === branch)
        .map((row) => `${row.course_module_id} ${row.course_branch_module_order}`)
        .sort();
    expect(ordersOf(one)).not.toEqual(ordersOf(two));
    expect(values(table('course_modules'), 'course_module_order').sort()).toEqual(['0', '1', '2', '3']);
    expect(new Set(values(table('course_items'), 'course_item_id'))).toEqual(new Set(itemsOf(two)));
  });

  it('has items of every type, named by type id or by the fifth column, and one of an unknown type', () => {
    const types = table('course_item_types');
    const byId = new Map(types.map((type) => [type.course_item_type_id?.trim(), type]));
    const byAtom = new Map(types.map((type) => [type.atom_content_type_id, type]));
    const used = values(table('course_items'), 'course_item_type_id');
    const found = used.map((id) => byId.get(id ?? '') ?? byAtom.get(id));
    const descriptions = new Set(found.map((type) => type?.course_item_type_desc));
    for (const type of ITEM_TYPES) expect(descriptions).toContain(type.description);
    expect(found.filter((type) => type === undefined).length).toBe(1);
    expect(used.filter((id) => !byId.has(id ?? '') && byAtom.has(id)).length).toBeGreaterThan(2);
    expect(values(types, 'course_item_type_id')).toContain(' 1');
    expect(new Set(values(types, 'course_item_type_graded'))).toEqual(new Set(['t', 'f']));
  });

  it('has optional items and one without a lesson', () => {
    expect(new Set(values(table('course_items'), 'course_item_optional'))).toEqual(new Set(['t', 'f']));
    expect(values(table('course_items'), 'course_lesson_id').filter((id) => id === null).length).toBe(1);
  });

  it('weighs grades of items that exist, to a sum of 1', () => {
    const weights = new Map(
      Object.entries(written.course.config.gradeWeights ?? {}).map(([id, w]) => [id, Number(w)]),
    );
    expect(weights.size).toBeGreaterThan(5);
    expect([...weights.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    for (const id of weights.keys()) expect(values(table('course_items'), 'course_item_id')).toContain(id);
    const graded = new Set(values(table('course_item_grades'), 'course_item_id'));
    for (const id of weights.keys()) expect(graded).toContain(id);
    expect([...graded].filter((id) => !weights.has(id ?? '')).length).toBeGreaterThan(0);
  });

  it('says in course.json how it is followed', () => {
    expect(written.course.config).toMatchObject({
      slug: values(table('courses'), 'course_slug')[0],
      courseId: values(table('courses'), 'course_id')[0],
      profile: 'standard',
      userIdHashing: 'linked',
      timeZone: 'Europe/Amsterdam',
      earlyActivityLimit: 'cohort_enrollment',
      backfillFrom: written.course.days[0],
    });
  });
});
