import { type Figure, type Figures, METRIC_IDS, type ProfileName } from '@learning-tracker/metrics';

/** One metric as `compute` prints it; `name` is the metric's id. */
export interface PrintedMetric {
  readonly name: string;
  readonly value: number | null;
  /** A count, where one applies; else empty. */
  readonly absolute_value: number | '' | null;
  readonly scaled_value: number | null;
  readonly total?: number | null;
  readonly reason?: string | null;
  readonly raw?: number | null;
}

/** A learner's twelve metrics in the published form: three figures under `lak21`, six under `standard`. */
export function printedFigures(figures: Figures, profile: ProfileName): Record<string, PrintedMetric> {
  return Object.fromEntries(METRIC_IDS.map((id) => [id, printed(id, figures[id], profile)]));
}

function printed(name: string, figure: Figure, profile: ProfileName): PrintedMetric {
  const { value, scaled, absolute, total, reason, raw } = figure;
  // Without a figure everything is null under `standard`; with one, a metric that counts nothing has no count.
  const none: '' | null = value === null && scaled === null && profile === 'standard' ? null : '';
  const base = { name, value, absolute_value: absolute ?? none, scaled_value: scaled };
  return profile === 'standard' ? { ...base, total, reason, raw } : base;
}
