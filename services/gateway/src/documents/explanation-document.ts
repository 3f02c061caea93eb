import { type Evidence, type Explanation, type Micros, render } from '@learning-tracker/metrics';
import { rfc3339 } from '../http/rfc3339.ts';

/**
 * Answer of `GET …/metrics/{metric}/explanation`. What metrics 2 and 4 are scaled against stays inside: it can be
 * another learner's own figure.
 */
export function explanationDocument(asOf: Micros | null, explanation: Explanation) {
  const { figure, arithmetic, evidence } = explanation;
  return {
    metric: explanation.metric,
    profile: explanation.profile,
    calibrationVersion: explanation.calibrationVersion,
    asOf: rfc3339(asOf),
    value: figure.value,
    scaled_value: figure.scaled,
    unit: explanation.unit,
    text: explanation.sentence,
    inputs: {
      absolute_value: figure.absolute,
      total: figure.total,
      dueSoFar: figure.dueSoFar,
      progressOnly: figure.progressOnly === true,
      reason: figure.reason,
    },
    steps: evidence.map((one) => ({ label: evidenceLabel(one), value: evidenceValue(one) })),
    expression: arithmetic === null ? null : render(arithmetic),
    raw: figure.raw,
  };
}

/** Evidence with a value and a time has the time in its label. */
function evidenceLabel({ label, at, value }: Evidence): string {
  return at === undefined || value === undefined ? label : `${label}, ${rfc3339(at)}`;
}

function evidenceValue({ at, until, value }: Evidence): string | number {
  if (value !== undefined) return value;
  if (at === undefined) return '';
  return until === undefined ? rfc3339(at) : `${rfc3339(at)} – ${rfc3339(until)}`;
}
