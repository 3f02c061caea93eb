import {
  type Figure,
  type Figures,
  METRIC_IDS,
  type MetricId,
  type SettingsView,
} from '@learning-tracker/metrics';
import { CATALOGUE } from '../catalogue/indicators.ts';
import { asciiJson } from '../http/ascii-json.ts';

/** Where the figures go. */
const GAP = '"metrics":null';

/**
 * The learner document of widget-api.md, as JSON. Ids are echoed as the widget sent them.
 *
 * @param metrics JSON of `widgetMetrics`
 */
export function widgetDocument(
  asked: { readonly dashboardId: string; readonly branchId: string },
  metrics: string,
  settings: SettingsView,
): string {
  const around = asciiJson({
    course_branch_id: asked.branchId,
    hashed_user_id: asked.dashboardId,
    metrics: null,
    consent: settings.consent,
    SRL_quest: settings.questionnaires > 0,
    goal: settings.goal,
    selected_metrics: settings.selection,
    update_goal_flag: settings.goalMayChange,
    update_indicators_flag: settings.selectionMayChange,
  });
  // Figures are kept as text between requests; only what stands around them is written anew. No id or goal can look like
  // the gap: a quotation mark in a JSON string has a backslash before it.
  const at = around.indexOf(GAP) + GAP.length;
  return around.slice(0, at - 'null'.length) + metrics + around.slice(at);
}

/** The twelve metrics; null for a learner who is not known (yet), who gets zeros. */
export function widgetMetrics(figures: Figures | null): string {
  return asciiJson(Object.fromEntries(METRIC_IDS.map((id) => [id, entry(id, figures?.[id] ?? null)])));
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
