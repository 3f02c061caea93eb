import { beforeAll, describe, expect, it } from 'vitest';
import { countBy, type Row, rowsOf, values } from './testing/read-exports.ts';
import { type WrittenCourse, writeAndRead } from './testing/written-course.ts';

const USER = 'northfield_user_id';
const POSTER = 'northfield_discussions_user_id';
let written: WrittenCourse;
beforeAll(async () => {
  written = await writeAndRead({ seed: 1, learners: 120, weeks: 4 });
}, 120_000);

const table = (name: string): readonly Row[] => rowsOf(written.final, name);

describe('progress, grades and forum', () => {
  it('have items with several rows of one state, and exact repeats', () => {
    const rows = table('course_progress');
    const ofState = countBy(new Set(rows.map((row) => JSON.stringify(row))), (json) =>
      json.replace(/,"course_progress_ts.*/, ''),
    );
    expect([...ofState.values()].filter((count) => count > 1).length).toBeGreaterThan(10);
    const exact = countBy(rows, (row) => JSON.stringify(row));
    expect([...exact.values()].filter((count) => count > 1).length).toBeGreaterThan(2);
    expect(new Set(values(rows, 'course_progress_state_type_id'))).toEqual(new Set(['1', '2']));
  });

  it('have times in seconds, milliseconds and microseconds', () => {
    const digits = new Set(
      values(table('course_progress'), 'course_progress_ts').map(
        (time) => (time?.split('.')[1] ?? '').length,
      ),
    );
    for (const count of [0, 3, 6]) expect(digits).toContain(count);
  });

  it('have completions without a start and starts without completion', () => {
    const states = new Map<string, Set<string>>();
    for (const row of table('course_progress')) {
      const key = `${row[USER]} ${row.course_item_id}`;
      states.set(key, (states.get(key) ?? new Set()).add(row.course_progress_state_type_id ?? ''));
    }
    const kinds = countBy(states.values(), (set) => [...set].sort().join());
    expect([...kinds.keys()].sort()).toEqual(['1', '1,2', '2']);
  });

  it('have grades between 0 and 1, pending ones without a grade, and a repeated key', () => {
    const halfway = rowsOf(written.halfway, 'course_item_grades');
    expect(halfway.filter((row) => row.course_item_grade_overall === null).length).toBeGreaterThan(0);
    const grades = values(table('course_item_grades'), 'course_item_grade_overall').map(Number);
    expect(Math.min(...grades)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...grades)).toBeLessThanOrEqual(1);
    const keys = countBy(table('course_item_grades'), (row) => `${row.course_item_id} ${row[USER]}`);
    expect([...keys.values()].some((count) => count > 1)).toBe(true);
    expect(table('course_grades').length).toBeGreaterThan(50);
  });

  it('grade those better who complete more', () => {
    const completed = countBy(
      new Set(
        table('course_progress')
          .filter((row) => row.course_progress_state_type_id === '2')
          .map((row) => `${row[USER]} ${row.course_item_id}`),
      ),
      (key) => key.split(' ')[0] ?? '',
    );
    const grade = new Map(table('course_grades').map((row) => [row[USER], Number(row.course_grade_overall)]));
    const ranked = [...completed].sort(([, a], [, b]) => b - a).map(([id]) => grade.get(id) ?? 0);
    const mean = (part: number[]): number => part.reduce((sum, each) => sum + each, 0) / part.length;
    const third = Math.floor(ranked.length / 3);
    expect(mean(ranked.slice(0, third))).toBeGreaterThan(mean(ranked.slice(-third)) + 0.2);
  });

  it('have answers in own threads, in others and in unknown ones', () => {
    const askers = new Map(
      table('discussion_questions').map((row) => [row.discussion_question_id, row[POSTER]]),
    );
    const kinds = countBy(table('discussion_answers'), (row) => {
      const asker = askers.get(row.discussion_question_id ?? null);
      return asker === undefined ? 'unknown' : asker === row[POSTER] ? 'own' : 'other';
    });
    for (const kind of ['own', 'other', 'unknown']) expect(kinds.get(kind) ?? 0).toBeGreaterThan(0);
    // Far more than chance would put into a learner's own threads.
    expect((kinds.get('own') ?? 0) / table('discussion_answers').length).toBeGreaterThan(0.02);
    expect(
      values(table('discussion_answers'), 'discussion_answer_parent_discussion_answer_id').some(
        (id) => id !== null,
      ),
    ).toBe(true);
  });

  it('have texts with all that the dialect must survive', () => {
    const texts = [
      ...values(table('discussion_questions'), 'discussion_question_title'),
      ...values(table('discussion_questions'), 'discussion_question_details'),
      ...values(table('discussion_answers'), 'discussion_answer_content'),
    ].join('');
    for (const special of ['"', '\\', '\n', '\r\n', ',', '👋', '为', 'é']) expect(texts).toContain(special);
    expect(values(table('course_items'), 'course_item_name').join()).toContain('"why" \\ café');
  });

  it('come with tables that no metric needs', () => {
    for (const name of [
      'users',
      'courses',
      'course_memberships',
      'course_branches',
      'peer_submissions',
      'peer_comments',
      'course_passing_states',
      'course_item_passing_states',
      'course_progress_state_types',
      'discussion_course_forums',
    ]) {
      expect(table(name).length).toBeGreaterThan(0);
    }
  });
});
