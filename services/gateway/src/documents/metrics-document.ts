import { type Figure, METRIC_IDS, type MetricId, type Scale } from '@learning-tracker/metrics';
import { CATALOGUE } from '../catalogue/indicators.ts';
import type { LearnerFigures } from '../figures/figures-reader.ts';
import { rfc3339 } from '../http/rfc3339.ts';

/**
 * Answer of `GET /v1/courses/{course}/learners/{learner}/metrics`. Carries times, never ages, so that equal
 * figures give equal bytes. A scale's maximum stays inside: it can be another learner's own figure.
 */
export function metricsDocument(figures: LearnerFigures, dashboardId: string | null, complete: boolean) {
  const { calibration } = figures;
  return {
    courseId: figures.courseId,
    learnerId: figures.learnerId,
    dashboardId,
    profile: figures.profile,
    calibrationVersion: calibration.version,
    complete,
    asOf: rfc3339(figures.asOf),
    exportedUpTo: rfc3339(figures.exportedUpTo),
    publishedAt: rfc3339(figures.publishedAt),
    processedAt: rfc3339(figures.processedAt),
    metrics: Object.fromEntries(
      METRIC_IDS.map((id) => [id, metricEntry(id, figures.figures[id], scaleOf(id, figures))]),
    ),
  };
}

export type MetricEntry = ReturnType<typeof metricEntry>;

function metricEntry(id: MetricId, figure: Figure, scale: Scale | null) {
  const { name, unit } = CATALOGUE[id];
  return {
    name,
    unit,
    value: figure.value,
    absolute_value: figure.absolute,
    total: figure.total,
    scaled_value: figure.scaled,
    raw: figure.raw,
    reason: figure.reason,
    dueSoFar: figure.dueSoFar,
    progressOnly: figure.progressOnly === true,
    /** Scaled against the present cohort, so that it still moves. */
    provisional: scale?.provisional === true,
  };
}

function scaleOf(id: MetricId, { calibration }: LearnerFigures): Scale | null {
  if (id === 'metric_2') return calibration.metric_2;
  return id === 'metric_4' ? calibration.metric_4 : null;
}
