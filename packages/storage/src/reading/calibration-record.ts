import { z } from 'zod';

const scale = z.object({
  maximum: z.number().positive(),
  source: z.enum(['fixed', 'previous', 'present']),
  provisional: z.boolean(),
  learners: z.number().int().nonnegative(),
});
const scales = z.object({ metric_2: scale.nullable(), metric_4: scale.nullable() });
const record = z.object({
  version: z.number().int().positive(),
  census: z.object({
    forumDelivered: z.boolean(),
    hasPosts: z.boolean(),
    postersAreMembers: z.boolean(),
    hasCourseGrades: z.boolean(),
  }),
  profiles: z.object({ standard: scales, lak21: scales }),
  /** Data day (days since 1970) whose scan this was; one calibration a day. */
  day: z.number().int(),
  /** Log positions the scan saw, `topic/partition` → offset: the same positions give the same record. */
  positions: z.record(z.string(), z.number().int().nonnegative()),
});

/** A calibration as it is published: what was found, and from which positions of the log. */
export type PublishedCalibration = z.infer<typeof record>;

/** @returns null where there is none yet. @throws ZodError for a record that no version of this code wrote */
export function parseCalibrationRecord(json: string | undefined): PublishedCalibration | null {
  return json === undefined || json === '' ? null : record.parse(JSON.parse(json));
}
