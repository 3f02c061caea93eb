import type { AvroRecord } from '../avro.ts';

const TOLD = ['null', 'int'] as const;
const PLACE = ['null', 'double'] as const;

/** A daily snapshot of a course's cohort; null where a group is too small to be told. */
export const COHORT_SNAPSHOT_V1 = {
  type: 'record',
  name: 'CohortSnapshot',
  fields: [
    { name: 'profile', type: 'string' },
    { name: 'calibrationVersion', type: 'int' },
    {
      name: 'at',
      type: 'long',
      doc: 'Newest fact time of the exports it was made of, in epoch microseconds.',
    },
    { name: 'learners', type: TOLD },
    { name: 'counted', type: TOLD },
    { name: 'goalsSet', type: TOLD },
    { name: 'srlAnswered', type: TOLD },
    {
      name: 'metrics',
      doc: 'In the order of their numbers, metric 1 first.',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'CohortMetric',
          fields: [
            { name: 'selected', type: TOLD },
            {
              name: 'distribution',
              type: [
                'null',
                {
                  type: 'record',
                  name: 'CohortDistribution',
                  fields: [
                    { name: 'n', type: TOLD },
                    { name: 'quantiles', type: { type: 'array', items: PLACE } },
                    { name: 'histogram', type: { type: 'array', items: TOLD } },
                  ],
                },
              ],
            },
          ],
        },
      },
    },
  ],
} as const satisfies AvroRecord;

/** Who counted in the newest snapshot; it names nobody and outlives the snapshot. */
export const COHORT_ADMISSION_V1 = {
  type: 'record',
  name: 'CohortAdmission',
  fields: [
    { name: 'upTo', type: 'long' },
    { name: 'counted', type: 'int' },
  ],
} as const satisfies AvroRecord;
