import { createHash } from 'node:crypto';
import {
  applyFact,
  type Calibration,
  type CourseView,
  calibrationFor,
  createCalibrator,
  createCensus,
  emptyPart,
  type Fact,
  type Figures,
  finalize,
  type LearnerState,
  type Part,
  type PartName,
  type ProfileName,
  partOf,
  UNCOUNTED,
  viewCourse,
} from '@learning-tracker/metrics';
import { encodePart } from '@learning-tracker/storage';
import type { ReferenceCourse } from '../reference/model.ts';

/** A fact and whom it is about. */
export interface AddressedFact {
  readonly learnerId: string;
  readonly fact: Fact;
}

/** The same course as facts, as the fetcher would publish a single snapshot and its clicks. */
export function factsOf(course: ReferenceCourse, version = 1): AddressedFact[] {
  const stamp = { version, deleted: false };
  return [
    ...course.memberships.map(({ learnerId, ...row }) => ({
      learnerId,
      fact: { type: 'membership', ...stamp, ...row, endAt: null } as const,
    })),
    ...counted(course.progress).map(({ row: { learnerId, ...row }, count }) => ({
      learnerId,
      fact: { type: 'progress', ...stamp, ...row, count } as const,
    })),
    ...course.itemGrades.map(({ learnerId, ...row }) => ({
      learnerId,
      fact: { type: 'itemGrade', ...stamp, ...row, at: null } as const,
    })),
    ...course.courseGrades.map(({ learnerId, ...row }) => ({
      learnerId,
      fact: { type: 'courseGrade', ...stamp, ...row, at: null } as const,
    })),
    ...course.questions.map(({ learnerId, ...row }) => ({
      learnerId,
      fact: { type: 'question', ...stamp, ...row } as const,
    })),
    ...course.answers.map(({ learnerId, ...row }) => ({
      learnerId,
      fact: { type: 'answer', ...stamp, ...row } as const,
    })),
    ...counted(course.clicks).flatMap(({ row: { learnerId, ...row }, count }) =>
      Array.from({ length: count }, (_, occurrence) => ({
        learnerId,
        fact: { type: 'click', ...row, identity: identityOf(row), occurrence } as const,
      })),
    ),
  ];
}

function counted<R>(rows: readonly R[]): { row: R; count: number }[] {
  const groups = new Map<string, { row: R; count: number }>();
  for (const row of rows) {
    const key = JSON.stringify(row);
    groups.set(key, { row, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

function identityOf(row: { readonly kind: string; readonly at: number; readonly url: string }): Uint8Array {
  return createHash('sha256')
    .update(JSON.stringify([row.kind, row.at, row.url]))
    .digest()
    .subarray(0, 16);
}

/** Applies facts in the order given. */
export function statesOf(facts: readonly AddressedFact[]): Map<string, LearnerState> {
  const learners = new Map<string, Map<PartName, Part>>();
  for (const { learnerId, fact } of facts) {
    const parts = learners.get(learnerId) ?? new Map<PartName, Part>();
    learners.set(learnerId, parts);
    const name = partOf(fact);
    const part = parts.get(name) ?? emptyPart(name);
    parts.set(name, part);
    applyFact(part, fact);
  }
  return new Map([...learners].map(([id, parts]) => [id, { erased: false, parts }]));
}

/** Canonical bytes of all parts of all learners, as text. */
export function bytesOf(states: ReadonlyMap<string, LearnerState>): string {
  const lines = [...states].flatMap(([learnerId, state]) =>
    state.erased
      ? [`${learnerId} erased`]
      : [...state.parts].map(
          ([name, part]) => `${learnerId} ${name} ${Buffer.from(encodePart(part)).toString('hex')}`,
        ),
  );
  return lines.sort().join('\n');
}

/** What the engine computes for every learner of the profile, calibration included. */
export function engineFigures(course: ReferenceCourse, profile: ProfileName): Map<string, Figures> {
  const states = statesOf(factsOf(course));
  const { view, calibration } = engineCourse(course, states, profile);
  const figures = new Map<string, Figures>();
  for (const [learnerId, state] of states) {
    const found = finalize(state, { course: view, profile, calibration, asOf: course.asOf });
    if (found !== null) figures.set(learnerId, found);
  }
  return figures;
}

export function engineCourse(
  course: ReferenceCourse,
  states: ReadonlyMap<string, LearnerState>,
  profile: ProfileName,
): { view: CourseView; calibration: Calibration } {
  const settings = { ...course.config, profile };
  const content = {
    items: course.items.map((row) => ({ ...row, order: null, name: null })),
    lessons: course.lessons.map((row) => ({ ...row, order: null, name: null })),
    modules: course.modules.map((row) => ({ ...row, name: null })),
    itemTypes: course.itemTypes.map((row) => ({ ...row, category: null })),
    sessions: course.sessions,
    branches: [],
  };
  const census = createCensus(course.forumDelivered);
  for (const state of states.values()) census.add(state);
  const counted = census.finish();
  const calibrator = createCalibrator(viewCourse(content, settings, counted));
  for (const state of states.values()) calibrator.add(state);
  const record = { version: 1, census: counted, profiles: calibrator.finish() };
  return {
    view: viewCourse(content, settings, { ...UNCOUNTED, ...counted }),
    calibration: calibrationFor(record, settings, profile),
  };
}
