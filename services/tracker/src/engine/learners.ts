import {
  calibrationFor,
  emptyPart,
  type Figures,
  finalize,
  type LearnerState,
  type Micros,
  type ProfileName,
  type Reading,
  type SettingsView,
  viewSettings,
} from '@learning-tracker/metrics';
import { TrackerError } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  learnerState,
  SETTINGS_PART,
  type StoredCourse,
} from '@learning-tracker/storage';
import { TRACKER_ERRORS } from '../errors.ts';
import type { Engine } from './engine.ts';

/** How a course's states are read: profile and time as asked for, else the course's own. */
export function readingOf(
  course: StoredCourse,
  options: { readonly profile?: ProfileName | undefined; readonly asOf?: Micros | undefined },
): Reading {
  const profile = options.profile ?? course.config.profile;
  return {
    course: course.view,
    profile,
    calibration: calibrationFor(course.calibration, course.config, profile),
    asOf: options.asOf ?? course.exportedUpTo ?? 0,
  };
}

/** Figures of every learner of the profile, one learner in memory at a time; partition by partition. */
export async function* figuresOfCourse(
  store: AggregateStore,
  courseId: string,
  reading: Reading,
): AsyncGenerator<{ readonly learnerId: string; readonly figures: Figures }> {
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const learner of store.scan(partition, courseId)) {
      const figures = finalize(learnerState(learner.parts), reading);
      if (figures !== null) yield { learnerId: learner.learnerId, figures };
    }
  }
}

/** The course named, or the only one there is. @throws TrackerError COURSE_UNKNOWN */
export async function courseOf(
  engine: Pick<Engine, 'store' | 'courses'>,
  courseId?: string,
): Promise<StoredCourse> {
  const known = await engine.store.courses();
  const [only, ...others] = known;
  const id = courseId ?? (others.length === 0 ? only : undefined);
  const course = id === undefined ? null : await engine.courses.course(id);
  if (course !== null) return course;
  throw new TrackerError(
    'COURSE_UNKNOWN',
    courseId === undefined
      ? `this data holds ${known.length} courses: ${known.join(', ')}`
      : `this data holds no course ${courseId}; it holds ${known.join(', ')}`,
    TRACKER_ERRORS.COURSE_UNKNOWN,
  );
}

export interface FoundLearner {
  /** Table id; the dashboard id of someone whom no export has named yet. */
  readonly learnerId: string;
  readonly dashboardId: string | null;
  readonly state: LearnerState;
  readonly parts: ReadonlyMap<string, Uint8Array>;
  readonly settings: SettingsView;
}

/** A learner by table id or dashboard id. @throws TrackerError LEARNER_UNKNOWN */
export async function learnerOf(store: AggregateStore, courseId: string, id: string): Promise<FoundLearner> {
  const own = await store.read({ courseId, learnerId: id });
  const isNamed = own !== null && [...own.parts.keys()].some((name) => name !== SETTINGS_PART);
  const tableId = isNamed ? id : await store.tableId(courseId, id);
  const record =
    tableId === null || tableId === id ? own : await store.read({ courseId, learnerId: tableId });
  const found = record ?? own;
  if (found !== null) {
    const mapped = await store.dashboardId(courseId, found.learnerId);
    const dashboardId = mapped ?? (isNamed ? null : id);
    // Settings stand under the dashboard id, everything else under the table id.
    const { part } = await store.settings({ courseId, learnerId: dashboardId ?? id });
    const parts = new Map(found.parts);
    if (part !== null) parts.set(SETTINGS_PART, part);
    const state = learnerState(parts);
    return { learnerId: found.learnerId, dashboardId, state, parts, settings: settingsOf(state) };
  }
  throw new TrackerError(
    'LEARNER_UNKNOWN',
    `course ${courseId} has no learner ${id}`,
    TRACKER_ERRORS.LEARNER_UNKNOWN,
  );
}

function settingsOf(state: LearnerState): SettingsView {
  const part = state.erased ? undefined : state.parts.get(SETTINGS_PART);
  const present = part ?? emptyPart(SETTINGS_PART);
  if (present.kind !== SETTINGS_PART) throw new Error('a settings part was decoded as another kind');
  return viewSettings(present);
}
