import { type Figure, type Figures, METRIC_IDS, type MetricId } from '@learning-tracker/metrics';
import { CATALOGUE } from '../catalogue.ts';
import type { LearnerSettings } from '../settings.ts';

/**
 * The learner document of widget-api.md. Ids are echoed as the widget sent them; `figures` null for a learner
 * who is not known (yet), who gets zeros.
 */
export function widgetDocument(
  asked: { readonly dashboardId: string; readonly branchId: string },
  figures: Figures | null,
  settings: LearnerSettings,
) {
  return {
    course_branch_id: asked.branchId,
    hashed_user_id: asked.dashboardId,
    metrics: Object.fromEntries(METRIC_IDS.map((id) => [id, entry(id, figures?.[id] ?? null)])),
    ...settings,
  };
}

/** A widget knows no absent figure: it gets 0, no text and 0. */
function entry(id: MetricId, figure: Figure | null) {
  const { name } = CATALOGUE[id];
  if (figure === null || figure.value === null)
    return { name, value: 0, absolute_value: '', scaled_value: 0 };
  return {
    name,
    value: figure.value,
    absolute_value: figure.absolute ?? '',
    scaled_value: figure.scaled ?? 0,
  };
}
