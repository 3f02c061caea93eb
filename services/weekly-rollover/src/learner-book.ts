import type { Micros } from '@learning-tracker/metrics';
import { type LearnerSettingsChanged, settingsFactOf } from '@learning-tracker/streams';

/** What must be known of a learner to open weeks: both converge, so a log may be read in any order and again. */
interface Entry {
  /** Of the first setting; null while only opened weeks are known. */
  since: Micros | null;
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
      entry = { since: null, week: NEVER };
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
      else entry.since = Math.min(entry.since ?? fact.at, fact.at);
    },
    courses: () => courses.keys(),
    due: (courseId, { week, at }) =>
      [...(courses.get(courseId) ?? [])].flatMap(([dashboardId, entry]) =>
        entry.since !== null && entry.since < at && entry.week < week ? [dashboardId] : [],
      ),
  };
}
