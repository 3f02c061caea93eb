import { METRIC_IDS } from '@learning-tracker/metrics';
import { z } from 'zod';

const id = z
  .string()
  .min(1)
  .refine((text) => !/[\s/]/u.test(text), 'must hold neither white space nor a slash');

const text = z.string().min(1);

function distinct<T extends z.ZodType<string>>(element: T) {
  return z
    .array(element)
    .superRefine((values, ctx) => {
      values.forEach((value, index) => {
        if (values.indexOf(value) !== index) {
          ctx.addIssue({ code: 'custom', path: [index], message: `names ${JSON.stringify(value)} twice` });
        }
      });
    })
    .readonly();
}

/** `YYYY-MM-DD` of a day that exists. */
const day = z.iso.date();

/** An IANA name that this machine knows. */
export const timeZone = z.string().refine((name) => {
  // Intl also takes offsets like +02:00, which know no summer time and are no IANA names.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'is not an IANA time zone name such as Europe/Berlin');

const language = z.string().refine((tag) => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}, 'is not a language tag such as en or pt-BR');

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

const rollover = z
  .strictObject({
    day: z.enum(weekdays).default('Sunday'),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day such as 20:00')
      .default('20:00'),
  })
  .readonly();

/** One language's words for an indicator; what is absent is taken from the catalogue. */
const indicatorWords = z
  .strictObject({
    name: text.optional(),
    description: text.optional(),
    /** With `XXX` for the value and `YYY` for the absolute value. */
    sentence: text.optional(),
    /** Metrics 5 and 6 have a sentence of its own for values below 0. */
    negativeSentence: text.optional(),
  })
  .readonly();

/** The questionnaire has 24 statements; a language lists all of them or none. */
const statements = z.array(text).length(24).readonly();

/** course.json of one course, as docs/course-config.md describes it. Nothing unknown passes. */
export const courseConfigSchema = z
  .strictObject({
    courseId: id,
    slug: id.optional(),
    partnerId: id.optional(),
    sessions: distinct(id)
      .refine((ids) => ids.length > 0, 'follows no session; leave it out to follow all')
      .optional(),
    previousSessions: distinct(id).optional(),
    previousCohortMaxima: z
      .strictObject({
        metric_2: z.number().positive().optional(),
        metric_4: z.number().positive().optional(),
      })
      .readonly()
      .optional(),
    earlyActivityLimit: z.enum(['none', 'learner_enrollment', 'cohort_enrollment']).default('none'),
    gradeWeights: z.record(id, z.number().nonnegative()).readonly().optional(),
    gradedItemTypes: distinct(text).optional(),
    excludeOptionalItems: z.boolean().default(false),
    profile: z.enum(['standard', 'lak21']).default('standard'),
    timeZone: timeZone.default('UTC'),
    rollover: rollover.default({ day: 'Sunday', time: '20:00' }),
    userIdHashing: z.enum(['linked', 'isolated']).default('linked'),
    backfillFrom: day.optional(),
    headerAliases: z.record(text, distinct(text)).readonly().default({}),
    publish: z.record(text, distinct(text)).readonly().default({}),
    indicators: z
      .record(language, z.partialRecord(z.enum(METRIC_IDS), indicatorWords).readonly())
      .readonly()
      .optional(),
    srlStatements: z.record(language, statements).readonly().optional(),
  })
  .readonly();

/** How one course is followed, with every default filled in; assignable to the metrics' `CourseSettings`. */
export type CourseConfig = z.output<typeof courseConfigSchema>;
