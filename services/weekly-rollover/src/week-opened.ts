import { hash } from 'node:crypto';
import type { Opening } from '@learning-tracker/runtime';
import type { LearnerSettingsChanged } from '@learning-tracker/streams';

/** The event of one learner and week: the same whoever writes it, and however late. */
export function weekOpened(
  courseId: string,
  dashboardId: string,
  { week, at }: Opening,
): LearnerSettingsChanged {
  const eventId = hash('sha256', `week opened\0${courseId}\0${dashboardId}\0${week}`).slice(0, 32);
  return { eventId, courseId, dashboardId, at, actor: 'rollover', change: { WeekOpened: { week } } };
}
