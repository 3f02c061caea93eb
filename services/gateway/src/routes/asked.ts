import { METRIC_IDS, type MetricId, type SettingsView, viewSettings } from '@learning-tracker/metrics';
import { settingsPart } from '@learning-tracker/storage';
import type { AddressedLearner } from '../access/addressed.ts';
import { Refusal } from '../errors.ts';
import type { LearnerSettings } from '../settings/learner-settings.ts';

/** @throws Refusal BAD_REQUEST (400) */
export function metricOf(text: string | undefined): MetricId {
  const found = METRIC_IDS.find((id) => id === text);
  if (found === undefined) throw new Refusal('BAD_REQUEST', 400, 'Indicators are metric_1 to metric_12.');
  return found;
}

/** Settings stand under the dashboard id; while the map does not know it, there are none to be shown. */
export async function settingsViewOf(
  { course, dashboardId }: Pick<AddressedLearner, 'course' | 'dashboardId'>,
  settings: Pick<LearnerSettings, 'view'>,
): Promise<SettingsView> {
  if (dashboardId !== null) return settings.view({ courseId: course.courseId, learnerId: dashboardId });
  return viewSettings(settingsPart(null));
}
