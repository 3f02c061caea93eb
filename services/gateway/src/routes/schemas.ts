import { METRIC_IDS } from '@learning-tracker/metrics';
import { z } from 'zod';
import { ROLES } from '../access/claims.ts';

/** Forms of the answers of `/v1`: source of the OpenAPI document, and what the tests hold answers against. */

const time = z.iso.datetime({ precision: 6 }).nullable();
const number = z.number().nullable();
const count = z.int().nonnegative().nullable();
const text = z.string().nullable();
const unit = z.enum(['percent', 'of_ten', 'hours', 'days']);
const reason = z.enum(['no_data', 'no_calibration', 'not_joinable', 'no_items']).nullable();
const profile = z.enum(['standard', 'lak21']);
const metricId = z.enum(METRIC_IDS);

export const meAnswer = z.strictObject({
  role: z.enum(ROLES),
  courses: z.array(z.strictObject({ courseId: z.string(), courseName: text })),
});

export const catalogueAnswer = z.strictObject({
  language: z.string(),
  languages: z.array(z.string()),
  indicators: z.array(
    z.strictObject({
      id: metricId,
      unit,
      name: z.string(),
      description: z.string(),
      sentence: z.string(),
      negativeSentence: z.string().optional(),
    }),
  ),
  srl: z.strictObject({
    scale: z.strictObject({
      min: z.number(),
      max: z.number(),
      minLabel: z.string(),
      maxLabel: z.string(),
    }),
    statements: z.array(z.string()).length(24),
  }),
});

export const learnerAnswer = z.strictObject({
  learnerId: text,
  dashboardId: text,
  courseId: z.string(),
  branchId: z.string(),
  courseName: text,
  timeZone: z.string(),
  role: z.enum(ROLES),
});

export const settingsAnswer = z.strictObject({
  consent: z.boolean().nullable(),
  followUp: z.boolean(),
  goal: text,
  selectedMetrics: z.array(metricId),
  srlAnswered: z.boolean(),
  updateGoal: z.boolean(),
  updateIndicators: z.boolean(),
  openedWeek: z.iso.date().nullable(),
  nextRolloverAt: time,
});

export const metricsAnswer = z.strictObject({
  courseId: z.string(),
  learnerId: z.string(),
  dashboardId: text,
  profile,
  calibrationVersion: z.int().nonnegative(),
  complete: z.boolean(),
  asOf: time,
  exportedUpTo: time,
  publishedAt: time,
  processedAt: time,
  metrics: z.record(
    metricId,
    z.strictObject({
      name: z.string(),
      unit,
      value: number,
      absolute_value: number,
      total: count,
      scaled_value: number,
      raw: number,
      reason,
      dueSoFar: count,
      progressOnly: z.boolean(),
      provisional: z.boolean(),
    }),
  ),
});

export const explanationAnswer = z.strictObject({
  metric: metricId,
  profile,
  calibrationVersion: z.int().nonnegative(),
  asOf: time,
  value: number,
  scaled_value: number,
  unit,
  text: z.string(),
  inputs: z.strictObject({
    absolute_value: number,
    total: count,
    dueSoFar: count,
    progressOnly: z.boolean(),
    reason,
  }),
  steps: z.array(z.strictObject({ label: z.string(), value: z.union([z.string(), z.number()]) })),
  expression: text,
  raw: number,
});

export const historyAnswer = z.strictObject({
  metric: metricId,
  days: z.array(
    z.strictObject({
      day: z.iso.date(),
      value: number,
      absolute_value: number,
      total: count,
      scaled_value: number,
      profile,
      calibrationVersion: z.int().nonnegative(),
    }),
  ),
});

const historyFigure = z.strictObject({
  value: number,
  absolute_value: number,
  total: count,
  scaled_value: number,
});

export const ownDataAnswer = z.strictObject({
  writtenAt: time,
  courseId: z.string(),
  learnerId: text,
  dashboardId: text,
  email: text,
  settings: settingsAnswer,
  /** Each change under the name that the log has for it, interactions included. */
  settingsEvents: z.array(
    z.strictObject({
      at: time,
      actor: z.enum(['learner', 'operator', 'rollover']),
      change: z.record(z.string(), z.record(z.string(), z.unknown())),
    }),
  ),
  figures: z.array(z.strictObject({ ...metricsAnswer.shape, explanations: z.array(explanationAnswer) })),
  history: z.array(
    z.strictObject({
      day: z.iso.date(),
      profile,
      calibrationVersion: z.int().nonnegative(),
      metrics: z.record(metricId, historyFigure),
    }),
  ),
  state: z.array(z.strictObject({ part: z.string(), content: z.record(z.string(), z.unknown()) })),
});

const distribution = z.strictObject({
  n: count,
  quantiles: z.strictObject({ p5: number, p25: number, p50: number, p75: number, p95: number }),
  histogram: z.array(z.strictObject({ from: z.number(), to: z.number(), count })).length(10),
});

/** Null: a group too small to be told. Quantiles and bins are on the scale of 0 to 10. */
export const cohortAnswer = z.strictObject({
  day: z.iso.date(),
  at: time,
  profile,
  calibrationVersion: z.int().nonnegative(),
  consent: z.enum(['true', 'all']),
  learners: count,
  consenting: count,
  distributions: z.record(metricId, z.union([distribution, z.strictObject({ suppressed: z.literal(true) })])),
  selections: z.record(metricId, count),
  goalsSet: count,
  srlAnswered: count,
});

export const learnersAnswer = z.strictObject({
  learners: z.array(
    z.strictObject({ learnerId: z.string(), dashboardId: text, consent: z.boolean().nullable() }),
  ),
  next: text,
});

export const dayQuery = {
  day: { type: 'string', format: 'date', description: 'A day of data, UTC; default: the newest kept.' },
} as const;

export const pageQuery = {
  after: { type: 'string', minLength: 1, maxLength: 1_000, description: '`next` of the page before.' },
  limit: { type: 'string', pattern: '^([1-9][0-9]?|1[0-9]{2}|200)$', description: '1 to 200; default 50.' },
} as const;

export const ticketAnswer = z.strictObject({ ticket: z.string(), expiresAt: z.iso.datetime() });

export const changedAnswer = z.strictObject({ success: z.literal(true) });

/** How a request of the widget is refused (widget-api.md). */
export const refusedAnswer = z.strictObject({
  success: z.literal(false),
  error: z.string(),
  message: z.string(),
});

export const receiptAnswer = z.strictObject({
  id: z.string(),
  state: z.literal('done'),
  complete: z.boolean(),
  digests: z.array(z.string()),
  places: z.array(
    z.strictObject({
      courseId: z.string(),
      place: z.string(),
      state: z.enum(['listed', 'erased', 'kept']),
      count: z.int().nonnegative(),
      at: z.iso.datetime({ precision: 6 }),
      note: z.string().optional(),
    }),
  ),
});

export const runningAnswer = z.strictObject({ id: z.string(), state: z.literal('running') });

export const problemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
});

export const languageQuery = {
  lang: { type: 'string', minLength: 1, maxLength: 35, description: 'A language tag, such as nl.' },
} as const;

/** A route that checks one parameter names them all, or the document would lack the others. */
export const metricParameter = {
  course: { type: 'string' },
  learner: { type: 'string' },
  metric: { type: 'string', enum: METRIC_IDS },
} as const;

/** Days of data, UTC, both included; default: all that are kept. */
export const daysQuery = {
  metric: metricParameter.metric,
  from: { type: 'string', format: 'date' },
  to: { type: 'string', format: 'date' },
} as const;

type Fields = Readonly<Record<string, object>>;

/** A route's schema: what it takes, what it answers, and that it may refuse (RFC 9457). */
export function describe(
  summary: string,
  answer: z.ZodType,
  takes: {
    readonly params?: Fields;
    readonly query?: Fields;
    readonly required?: readonly string[];
    /** Further answers, by status. */
    readonly also?: Readonly<Record<number, z.ZodType>>;
  } = {},
) {
  const also = Object.entries(takes.also ?? {}).map(([status, form]) => [status, jsonSchema(form)]);
  return {
    summary,
    ...(takes.params === undefined ? {} : { params: { type: 'object', properties: takes.params } }),
    ...(takes.query === undefined
      ? {}
      : { querystring: { type: 'object', properties: takes.query, required: takes.required ?? [] } }),
    response: { 200: jsonSchema(answer), ...Object.fromEntries(also), '4xx': jsonSchema(problemAnswer) },
  };
}

/** A change that the widget asks for: its body for the document alone, since the route reads it itself. */
export function describeChange(summary: string, body: z.ZodType) {
  return {
    schema: {
      summary,
      body: jsonSchema(body, 'input'),
      response: { 200: jsonSchema(changedAnswer), '4xx': jsonSchema(refusedAnswer) },
    },
    // What is wrong is said by field and without what was sent.
    validatorCompiler: () => () => true,
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', unrepresentable: 'any', io });
  return rest;
}
