import type { Micros } from '@learning-tracker/metrics';
import { type LearnerSettingsChanged, settingsFactOf } from '@learning-tracker/streams';

/** What must be known of a learner to open weeks and to end choices. */
interface Entry {
  /** Of the first choice that has not expired; null where there is none. */
  since: Micros | null;
  /** Of the newest choice. */
  changedAt: Micros;
  /** Choices made until then have expired. */
  expiredAt: Micros;
  /** Newest week that was opened; days since 1970-01-01. */
  week: number;
}

/** Learners with settings in one partition of `learner-settings`. */
export interface LearnerBook {
  /** The offset to read on from. */
  position: number;
  add(event: LearnerSettingsChanged): void;
  courses(): Iterable<string>;
  /** Dashboard ids of those who had settings before `at`, and for whom no week as new as `week` was opened. */
  due(courseId: string, opening: { readonly week: number; readonly at: Micros }): string[];
  /** Whose newest choice, not expired, was made at or before `by`. */
  unchanged(
    courseId: string,
    by: Micros,
  ): readonly { readonly dashboardId: string; readonly changedAt: Micros }[];
  /** By course the snapshot after which expired choices were looked for last. */
  readonly lookedUpTo: Map<string, Micros>;
}

const NEVER = Number.NEGATIVE_INFINITY;

export function createLearnerBook(position: number): LearnerBook {
  const courses = new Map<string, Map<string, Entry>>();

  function entryOf(courseId: string, dashboardId: string): Entry {
    let learners = courses.get(courseId);
    if (learners === undefined) {
      learners = new Map();
      courses.set(courseId, learners);
    }
    let entry = learners.get(dashboardId);
    if (entry === undefined) {
      entry = { since: null, changedAt: NEVER, expiredAt: NEVER, week: NEVER };
      learners.set(dashboardId, entry);
    }
    return entry;
  }

  return {
    position,
    add(event) {
      const fact = settingsFactOf(event);
      // Whoever only looked at the widget has no settings.
      if (fact === null) return;
      const entry = entryOf(event.courseId, event.dashboardId);
      if (fact.type === 'week') entry.week = Math.max(entry.week, fact.week);
      else if (fact.type === 'expiry') expire(entry, fact.at);
      else if (fact.at > entry.expiredAt) {
        entry.since = Math.min(entry.since ?? fact.at, fact.at);
        entry.changedAt = Math.max(entry.changedAt, fact.at);
      }
    },
    courses: () => courses.keys(),
    due: (courseId, { week, at }) =>
      [...(courses.get(courseId) ?? [])].flatMap(([dashboardId, entry]) =>
        entry.since !== null && entry.since < at && entry.week < week ? [dashboardId] : [],
      ),
    unchanged: (courseId, by) =>
      [...(courses.get(courseId) ?? [])].flatMap(([dashboardId, { since, changedAt }]) =>
        since !== null && changedAt <= by ? [{ dashboardId, changedAt }] : [],
      ),
    lookedUpTo: new Map(),
  };
}

function expire(entry: Entry, at: Micros): void {
  entry.expiredAt = Math.max(entry.expiredAt, at);
  if (entry.since === null || entry.since > at) return;
  entry.since = entry.changedAt > at ? entry.changedAt : null;
}
