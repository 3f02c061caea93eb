import type { Micros, SettingsView } from '@learning-tracker/metrics';
import { nextOpening } from '@learning-tracker/runtime';
import type { KnownCourse } from '../figures/course-directory.ts';
import { rfc3339 } from '../http/rfc3339.ts';

/** Answer of `GET /v1/courses/{course}/learners/{learner}/settings`. */
export function settingsDocument(
  view: SettingsView,
  { config, endsAt }: Pick<KnownCourse, 'config' | 'endsAt'>,
  now: Micros,
) {
  const next = config === null ? null : nextOpening({ config, endsAt }, now);
  return {
    consent: view.consent,
    followUp: view.followUp,
    goal: view.goal,
    selectedMetrics: view.selection,
    srlAnswered: view.questionnaires > 0,
    updateGoal: view.goalMayChange,
    updateIndicators: view.selectionMayChange,
    /** The day on which the newest week opened, in the course's time zone. */
    openedWeek: view.openedAt === null ? null : dayIn(config?.timeZone ?? 'UTC', view.openedAt),
    nextRolloverAt: rfc3339(next?.at ?? null),
  };
}

/** `YYYY-MM-DD`: the form that Swedish has for dates. */
function dayIn(timeZone: string, at: Micros): string {
  const date = new Date(at / 1000);
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(date);
}
