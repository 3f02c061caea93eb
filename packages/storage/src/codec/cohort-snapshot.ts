import {
  type Admission,
  type CohortDistribution,
  type CohortSummary,
  METRIC_IDS,
  type MetricId,
  type Micros,
  PROFILE_NAMES,
  type ProfileName,
  QUANTILE_NAMES,
  type QuantileName,
} from '@learning-tracker/metrics';
import { COHORT_ADMISSION_V1, COHORT_SNAPSHOT_V1 } from './schemas/cohort.ts';
import { corrupt, createVersionedType } from './versioned-type.ts';

const KIND = 'cohort snapshot';
const SNAPSHOT = createVersionedType(KIND, COHORT_SNAPSHOT_V1);
const ADMISSION = createVersionedType('admission to a cohort', COHORT_ADMISSION_V1);

/** A course's cohort on one day of data. */
export interface CohortSnapshot extends CohortSummary {
  readonly profile: ProfileName;
  readonly calibrationVersion: number;
  /** Newest fact time of the exports it was made of. */
  readonly at: Micros;
}

/** Some KB; equal snapshots give equal bytes. */
export function encodeCohortSnapshot(snapshot: CohortSnapshot): Uint8Array {
  const { distributions, selections, ...rest } = snapshot;
  return SNAPSHOT.encode({
    ...rest,
    metrics: METRIC_IDS.map((id) => {
      const distribution = distributions[id];
      return {
        selected: selections[id],
        distribution:
          distribution === null
            ? null
            : {
                n: distribution.n,
                quantiles: QUANTILE_NAMES.map((name) => distribution.quantiles[name]),
                histogram: [...distribution.histogram],
              },
      };
    }),
  });
}

/** @throws TrackerError STATE_SCHEMA_UNKNOWN (written by a newer release), STATE_PART_CORRUPT */
export function decodeCohortSnapshot(bytes: Uint8Array): CohortSnapshot {
  const { profile: name, metrics, ...rest } = SNAPSHOT.decode(bytes);
  const profile = PROFILE_NAMES.find((known) => known === name);
  if (profile === undefined) throw corrupt(KIND, `no profile is called ${name}`);
  const byMetric = <V>(of: (metric: (typeof metrics)[number]) => V): Record<MetricId, V> =>
    Object.fromEntries(
      METRIC_IDS.map((id, place) => {
        const metric = metrics[place];
        if (metric === undefined) throw corrupt(KIND, `${id} is missing`);
        return [id, of(metric)];
      }),
    ) as Record<MetricId, V>;
  return {
    profile,
    calibrationVersion: rest.calibrationVersion,
    at: rest.at,
    learners: rest.learners,
    counted: rest.counted,
    goalsSet: rest.goalsSet,
    srlAnswered: rest.srlAnswered,
    selections: byMetric(({ selected }) => selected),
    distributions: byMetric(({ distribution }): CohortDistribution | null =>
      distribution === null ? null : { ...distribution, quantiles: quantilesOf(distribution.quantiles) },
    ),
  };
}

export function encodeAdmission(admission: Admission): Uint8Array {
  return ADMISSION.encode({ upTo: admission.upTo, counted: admission.counted });
}

/** @throws TrackerError STATE_SCHEMA_UNKNOWN, STATE_PART_CORRUPT */
export function decodeAdmission(bytes: Uint8Array): Admission {
  return { ...ADMISSION.decode(bytes) };
}

function quantilesOf(values: readonly (number | null)[]): Record<QuantileName, number | null> {
  const [p5 = null, p25 = null, p50 = null, p75 = null, p95 = null] = values;
  return { p5, p25, p50, p75, p95 };
}
