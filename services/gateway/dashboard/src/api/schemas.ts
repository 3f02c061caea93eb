/** The answers of the gateway, as far as the pages read them; fields that are not named here are passed over. */
import * as z from 'zod/mini';
import { METRIC_IDS } from '../model/metrics.ts';

const metricId = z.enum(METRIC_IDS);
const unit = z.enum(['percent', 'of_ten', 'hours', 'days']);
const time = z.nullable(z.string());
const number = z.nullable(z.number());
const text = z.nullable(z.string());

/** A reason that is not known here is still a reason. */
const reason = z.nullable(
  z.catch(z.enum(['no_data', 'no_calibration', 'not_joinable', 'no_items', 'other']), 'other'),
);

export const catalogueSchema = z.object({
  language: z.string(),
  indicators: z.array(
    z.object({
      id: metricId,
      name: z.string(),
      description: z.string(),
      unit,
      sentence: z.string(),
      negativeSentence: z.optional(z.string()),
    }),
  ),
  srl: z.object({
    scale: z.object({ min: z.number(), max: z.number(), minLabel: z.string(), maxLabel: z.string() }),
    statements: z.array(z.string()),
  }),
});

export const meSchema = z.object({
  role: z.enum(['learner', 'staff', 'operator']),
  courses: z.array(z.object({ courseId: z.string(), courseName: z.optional(text) })),
});

export const learnerSchema = z.object({
  learnerId: text,
  dashboardId: text,
  courseId: z.string(),
  branchId: text,
  courseName: z.optional(text),
  role: z.enum(['learner', 'staff', 'operator']),
});

export const settingsSchema = z.object({
  consent: z.nullable(z.boolean()),
  followUp: z.boolean(),
  goal: text,
  selectedMetrics: z.array(metricId),
  srlAnswered: z.boolean(),
  updateGoal: z.boolean(),
  updateIndicators: z.boolean(),
  nextRolloverAt: z.optional(time),
});

export const metricsSchema = z.object({
  complete: z.boolean(),
  exportedUpTo: time,
  processedAt: time,
  metrics: z.record(
    metricId,
    z.object({
      value: number,
      absolute_value: number,
      total: number,
      scaled_value: number,
      reason,
      dueSoFar: number,
      progressOnly: z.boolean(),
      provisional: z.boolean(),
    }),
  ),
});

export const explanationSchema = z.object({
  profile: z.string(),
  calibrationVersion: z.number(),
  asOf: time,
  text: z.string(),
  steps: z.array(z.object({ label: z.string(), value: z.union([z.string(), z.number()]) })),
  expression: text,
  raw: number,
});

export const historySchema = z.object({
  days: z.array(
    z.object({
      day: z.string(),
      value: number,
      scaled_value: number,
      calibrationVersion: z.number(),
    }),
  ),
});

export const ticketSchema = z.object({ ticket: z.string() });

export const successSchema = z.object({ success: z.literal(true) });

/** The learner document of the widget routes: an absent figure is 0 with an empty absolute value. */
export const widgetSchema = z.object({
  metrics: z.record(
    metricId,
    z.object({
      value: z.number(),
      absolute_value: z.union([z.number(), z.string()]),
      scaled_value: z.number(),
    }),
  ),
  consent: z.nullable(z.boolean()),
  SRL_quest: z.boolean(),
  goal: text,
  selected_metrics: z.array(metricId),
  update_goal_flag: z.boolean(),
  update_indicators_flag: z.boolean(),
});

const suppressed = z.object({ suppressed: z.literal(true) });
const distribution = z.object({
  n: number,
  quantiles: z.object({ p5: number, p25: number, p50: number, p75: number, p95: number }),
  histogram: z.array(z.object({ from: z.number(), to: z.number(), count: number })),
});

export const cohortSchema = z.object({
  at: time,
  learners: number,
  consenting: number,
  distributions: z.record(metricId, z.union([suppressed, distribution])),
  selections: z.record(metricId, number),
  goalsSet: number,
  srlAnswered: number,
});
