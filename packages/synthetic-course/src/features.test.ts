import { beforeAll, describe, expect, it } from 'vitest';
import { ITEM_TYPES } from './model/item-types.ts';
import { type ClickFile, countBy, type Row, rowsOf } from './testing/read-exports.ts';
import { type WrittenCourse, writeAndRead } from './testing/written-course.ts';

const USER = 'northfield_user_id';
const POSTER = 'northfield_discussions_user_id';
let written: WrittenCourse;
beforeAll(async () => {
  written = await writeAndRead({ seed: 1, learners: 120, weeks: 4 });
});

const table = (name: string): readonly Row[] => rowsOf(written.final, name);
const values = (rows: readonly Row[], column: string): (string | null)[] =>
  rows.map((row) => {
    if (!(column in row)) throw new Error(`no column ${column} among ${Object.keys(row).join(', ')}`);
    return row[column] ?? null;
  });
const clickRows = (of: (file: ClickFile) => boolean = () => true): (readonly string[])[] =>
  written.files.filter(of).flatMap((file) => file.rows);
const urls = (): string[] => clickRows((file) => file.kind === 'access').map((row) => row[5] ?? '');
const clickers = (): Set<string> => new Set(clickRows().map((row) => row[0] ?? ''));
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

describe('the learners', () => {
  const memberships = (learner: { tableId: string }): readonly Row[] =>
    table('on_demand_session_memberships').filter((row) => row[USER] === learner.tableId);
  const startsOf = (id: string): string => String(sessionRow(id).on_demand_sessions_start_ts);

  it('are in one session, in both followed ones, back from the previous one, or moved on', () => {
    const sessionsOf = written.course.learners.map((learner) => learner.sessionIds);
    expect(sessionsOf.some((ids) => followed().every((id) => ids.includes(id)))).toBe(true);
    expect(sessionsOf.some((ids) => ids.includes(previous()[0] ?? ''))).toBe(true);
    expect(sessionsOf.some((ids) => ids.some((id) => ![...followed(), ...previous()].includes(id)))).toBe(
      true,
    );
    expect(sessionsOf.some((ids) => ids.length === 1)).toBe(true);
  });

  it('are given with the branch of the followed session joined last', () => {
    for (const learner of written.course.learners) {
      const last = memberships(learner)
        .filter((row) => followed().includes(row.on_demand_session_id ?? ''))
        .sort((a, b) =>
          String(a.on_demand_sessions_membership_start_ts) < String(b.on_demand_sessions_membership_start_ts)
            ? -1
            : 1,
        )
        .at(-1);
      expect(learner.branchId).toBe(sessionRow(last?.on_demand_session_id ?? undefined).course_branch_id);
    }
  });

  it('join late, join early and study before the start, and leave and join again', () => {
    const delays = table('on_demand_session_memberships').map(
      (row) =>
        Date.parse(`${row.on_demand_sessions_membership_start_ts}Z`) -
        Date.parse(`${startsOf(row.on_demand_session_id ?? '')}Z`),
    );
    expect(delays.filter((delay) => delay > 2 * 86_400_000).length).toBeGreaterThan(3);
    expect(delays.filter((delay) => delay < -4 * 86_400_000).length).toBeGreaterThan(3);
    const twice = countBy(
      table('on_demand_session_memberships'),
      (row) => `${row.on_demand_session_id} ${row[USER]}`,
    );
    expect([...twice.values()].some((count) => count === 2)).toBe(true);

    const firstDone = new Map<string, string>();
    for (const row of table('course_progress')) {
      const at = String(row.course_progress_ts);
      const before = firstDone.get(row[USER] ?? '');
      if (before === undefined || at < before) firstDone.set(row[USER] ?? '', at);
    }
    const early = written.course.learners.filter((learner) => {
      const [only] = learner.sessionIds;
      return (
        learner.sessionIds.length === 1 &&
        only !== undefined &&
        (firstDone.get(learner.tableId) ?? '9') < startsOf(only)
      );
    });
    expect(early.length).toBeGreaterThan(3);
    const beforeMembership = written.course.learners.filter((learner) =>
      memberships(learner).every(
        (row) => (firstDone.get(learner.tableId) ?? '9') < String(row.on_demand_sessions_membership_start_ts),
      ),
    );
    expect(beforeMembership.length).toBeGreaterThan(0);
  });

  it('include some without clicks, some without progress, and some with neither', () => {
    const clicked = clickers();
    const progressed = new Set(values(table('course_progress'), USER));
    const kinds = new Set(
      written.course.learners.map(({ tableId }) => `${clicked.has(tableId)} ${progressed.has(tableId)}`),
    );
    expect(kinds).toEqual(new Set(['true true', 'true false', 'false true', 'false false']));
  });

  it('are of every archetype', () => {
    expect(new Set(written.course.learners.map((learner) => learner.archetype)).size).toBe(8);
  });

  it('have ids of their own in the dashboard, in the id map', () => {
    const ids = new Map(
      table('northfield_course_user_ids').map((row) => [
        row[USER],
        row.learning_analytics_in_practice_user_id,
      ]),
    );
    for (const { tableId, dashboardId } of written.course.learners)
      expect(ids.get(tableId)).toBe(dashboardId);
    expect(new Set(ids.values()).size).toBe(192);
  });

  it('leave twenty of the previous cohort with posts and clicks', () => {
    const clicked = clickers();
    const posters = new Set([
      ...values(table('discussion_questions'), POSTER),
      ...values(table('discussion_answers'), POSTER),
    ]);
    const both = written.course.previousLearners.filter(
      ({ tableId }) => clicked.has(tableId) && posters.has(tableId),
    );
    expect(both.length).toBeGreaterThanOrEqual(20);
  });
});

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

describe('the clickstream', () => {
  it('has rows of 16 fields, in files of both kinds', () => {
    expect(new Set(clickRows().map((row) => row.length))).toEqual(new Set([16]));
    for (const kind of ['access', 'video']) {
      expect(written.files.filter((file) => file.kind === kind).length).toBeGreaterThan(40);
    }
    for (const row of clickRows()) JSON.parse(row[15] ?? '');
  });

  it('has pages of every kind, with queries and fragments, too short and too long ones', () => {
    const all = urls();
    const pages = new Set(all.map((url) => url.split('/')[5]?.replace(/[?#].*/, '')));
    for (const page of [
      ...ITEM_TYPES.map((type) => type.page),
      'home',
      'discussions',
      'discussion',
      'course-inbox',
      'resources',
      '',
      undefined,
    ]) {
      expect(pages).toContain(page);
    }
    const withItem = (pattern: RegExp): boolean => all.some((url) => pattern.test(url));
    expect(withItem(/\/lecture\/\w{5}\?/)).toBe(true);
    expect(withItem(/\/lecture\/\w{5}#/)).toBe(true);
    expect(withItem(/\/lecture\/\w{5}\/[\w-]+[?#]/)).toBe(true);
    expect(withItem(/\/discussions\/weeks\/\d/)).toBe(true);
    expect(withItem(/\/discussions\/forums\/\w+\/threads\/\w+/)).toBe(true);
    expect(withItem(/\/discussions\?/)).toBe(true);
    const parts = all.map((url) => url.split('/'));
    expect(parts.some((each) => each.length < 6)).toBe(true);
    expect(parts.some((each) => each[5] === 'home' && each.length > 9)).toBe(true);
    expect(parts.some((each) => each[5] === 'discussion' && each.length > 10)).toBe(true);
    expect(parts.some((each) => each[5] === 'logistics' && each.length > 11)).toBe(true);
  });

  it('names the course by its id, in some rows by that of a branch', () => {
    const ids = new Set(clickRows().map((row) => row[8]));
    const branches = values(table('course_branches'), 'course_branch_id');
    expect(ids).toEqual(new Set([written.course.config.courseId, ...branches]));
  });

  it('has exactly repeated rows within a file', () => {
    const repeated = written.files.filter((file) => {
      const counts = countBy(file.rows, (row) => row.join('\t'));
      return [...counts.values()].some((count) => count > 1);
    });
    expect(repeated.length).toBeGreaterThan(3);
  });

  it('has days exported twice, the second time longer and with all rows of the first', () => {
    const early = written.files.filter((file) => /_1\.csv/.test(file.name));
    expect(early.length).toBeGreaterThan(4);
    for (const first of early) {
      const name = first.name.replace('_1.', '.');
      const second = written.files.find((file) => file.name === name);
      const held = countBy(second?.rows ?? [], (row) => row.join('\t'));
      for (const [row, count] of countBy(first.rows, (row) => row.join('\t')))
        expect(held.get(row)).toBe(count);
    }
    const longer = early.filter((file) => {
      const second = written.files.find((each) => each.name === file.name.replace('_1.', '.'));
      return (second?.rows.length ?? 0) > file.rows.length;
    });
    expect(longer.length).toBeGreaterThan(4);
  });

  it('has rows that stand in the files of two days', () => {
    const inDays = new Map<string, Set<string>>();
    for (const file of written.files) {
      for (const row of file.rows) {
        const key = `${file.kind} ${row.join('\t')}`;
        inDays.set(key, (inDays.get(key) ?? new Set()).add(file.day));
      }
    }
    expect([...inDays.values()].filter((days) => days.size === 2).length).toBeGreaterThan(3);
  });

  it('has late exports: days that arrive after later ones', () => {
    const finals = written.course.deliveries.filter((delivery) => delivery.edition === 'final');
    expect(finals.map((delivery) => delivery.day).sort()).toEqual(written.course.days);
    const late = finals.filter(
      (delivery, index) => index > 0 && delivery.day < (finals[index - 1]?.day ?? ''),
    );
    expect(late.length).toBeGreaterThan(3);
    expect(written.course.deliveries.map((delivery) => delivery.at)).toEqual(
      written.course.deliveries.map((delivery) => delivery.at).sort(),
    );
  });

  it('has visits over midnight and times with microseconds', () => {
    const days = new Map<string, Set<string>>();
    for (const row of clickRows()) {
      const cookie = row[1] ?? '';
      days.set(cookie, (days.get(cookie) ?? new Set()).add((row[2] ?? '').slice(0, 10)));
    }
    expect([...days.values()].filter((each) => each.size === 2).length).toBeGreaterThan(5);
    expect(clickRows().some((row) => /\.\d{6}$/.test(row[2] ?? ''))).toBe(true);
  });

  it('follows the week: weekend learners come at weekends, and it is quiet at night where they live', () => {
    const { learners } = written.course;
    const weekenders = new Set(
      learners.filter((learner) => learner.archetype === 'weekend').map((learner) => learner.tableId),
    );
    const ofWeekenders = clickRows().filter((row) => weekenders.has(row[0] ?? ''));
    const atWeekends = ofWeekenders.filter((row) =>
      [0, 6].includes(new Date(`${row[2]?.slice(0, 10)}Z`).getUTCDay()),
    );
    expect(atWeekends.length / ofWeekenders.length).toBeGreaterThan(0.6);
    const inColombia = clickRows().filter((row) => row[9] === 'CO');
    const atNight = inColombia.filter((row) => {
      const local = (Number(row[2]?.slice(11, 13)) + 24 - 5) % 24;
      return local >= 2 && local < 5;
    });
    expect(atNight.length / inColombia.length).toBeLessThan(0.03);
  });
});
