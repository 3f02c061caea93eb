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
const clickers = (): Set<string> =>
  new Set(written.files.flatMap((file) => file.rows).map((row) => row[0] ?? ''));
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const followed = (): string[] => strings(written.course.config.sessions);
const previous = (): string[] => strings(written.course.config.previousSessions);
const sessionRow = (id: string | undefined): Row => {
  const row = table('on_demand_sessions').find((session) => session.on_demand_session_id === id);
  if (row === undefined) throw new Error(`no session ${id}`);
  return row;
};

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
