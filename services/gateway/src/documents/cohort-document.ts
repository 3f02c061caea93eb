import { type CohortDistribution, METRIC_IDS } from '@learning-tracker/metrics';
import type { CohortSnapshot } from '@learning-tracker/storage';
import { rfc3339 } from '../http/rfc3339.ts';
import { dateOf } from './history-document.ts';

/** Answer of `GET /v1/courses/{course}/cohort`; null stands for groups that are too small to be told. */
export function cohortDocument(day: number, snapshot: CohortSnapshot, consent: 'true' | 'all') {
  return {
    day: dateOf(day),
    at: rfc3339(snapshot.at),
    profile: snapshot.profile,
    calibrationVersion: snapshot.calibrationVersion,
    consent,
    learners: snapshot.learners,
    consenting: snapshot.counted,
    distributions: Object.fromEntries(
      METRIC_IDS.map((id) => [id, distributionEntry(snapshot.distributions[id])]),
    ),
    selections: snapshot.selections,
    goalsSet: snapshot.goalsSet,
    srlAnswered: snapshot.srlAnswered,
  };
}

function distributionEntry(distribution: CohortDistribution | null) {
  if (distribution === null) return { suppressed: true };
  const { n, quantiles, histogram } = distribution;
  return { n, quantiles, histogram: histogram.map((count, bin) => ({ from: bin, to: bin + 1, count })) };
}
