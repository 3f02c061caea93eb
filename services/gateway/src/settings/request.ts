import { METRIC_IDS, type MetricId } from '@learning-tracker/metrics';
import { z } from 'zod';
import { Refusal } from '../errors.ts';

/** What a learner asks for through the widget, checked in itself but not yet against the present settings. */
export type SettingsRequest =
  | {
      readonly kind: 'consent';
      readonly consent: boolean;
      /** Null where nothing was said of it. */
      readonly followUp: boolean | null;
      /** Null where there is none, or none that mail could be sent to. */
      readonly email: string | null;
    }
  | { readonly kind: 'goal'; readonly goal: string }
  | { readonly kind: 'selection'; readonly metrics: readonly MetricId[] }
  | { readonly kind: 'questionnaire'; readonly answers: readonly number[] };

const STATEMENTS = 24;
const LONGEST_GOAL = 2_000;

/** Line breaks and tabs are text; a lone surrogate could not be stored as it is. */
const PLAIN_TEXT = /^(?:[\t\n\r]|[^\p{Cc}\p{Cs}])*$/u;

/** What a refinement checks stands in `meta` too, so that the documented schema takes exactly what the route takes. */
const consentBody = z.object({
  consent: z.boolean(),
  follow_up: z.boolean().optional(),
  email: z.string().optional().meta({ description: 'Kept only where mail could be sent to it.' }),
});

const goalBody = z.object({
  goal: z
    .string()
    .regex(/\S/u, 'is empty')
    .regex(PLAIN_TEXT, 'holds control characters')
    .refine((text) => [...text].length <= LONGEST_GOAL, `has more than ${LONGEST_GOAL} characters`)
    .meta({ maxLength: LONGEST_GOAL }),
});

const selectionBody = z.object({
  selected_metrics: z
    .array(z.enum(METRIC_IDS))
    .min(3, 'has fewer than 3 indicators')
    .max(6, 'has more than 6 indicators')
    .refine((ids) => new Set(ids).size === ids.length, 'names an indicator twice')
    .meta({ uniqueItems: true }),
});

const answer = z.string().regex(/^srl_item_([1-9]|1\d|2[0-4])_[1-7]$/, 'holds what is no answer');
const answersEach = Array.from({ length: STATEMENTS }, (_, n) => ({
  contains: { pattern: `^srl_item_${n + 1}_` },
}));

const questionnaireBody = z.object({
  SRL_answers: z
    .array(answer)
    .length(STATEMENTS, `has not ${STATEMENTS} answers`)
    .refine(
      (answers) => new Set(answers.map((one) => statementOf(one))).size === STATEMENTS,
      'answers a statement twice',
    )
    .meta({ allOf: answersEach }),
});

/** Fields that are not named here are left alone: a newer widget may send more. */
export const REQUEST_BODIES: Readonly<Record<SettingsRequest['kind'], z.ZodType>> = {
  consent: consentBody,
  goal: goalBody,
  selection: selectionBody,
  questionnaire: questionnaireBody,
};

const email = z.email().max(254);

/** Reads a body. @throws Refusal SETTINGS_INVALID (400) */
export const REQUESTS: Readonly<Record<SettingsRequest['kind'], (body: unknown) => SettingsRequest>> = {
  consent(body) {
    const { consent, follow_up: followUp = null, email: text } = read(consentBody, body);
    return { kind: 'consent', consent, followUp, email: email.safeParse(text).data ?? null };
  },
  goal: (body) => ({ kind: 'goal', ...read(goalBody, body) }),
  selection: (body) => ({ kind: 'selection', metrics: read(selectionBody, body).selected_metrics }),
  questionnaire(body) {
    const { SRL_answers: answers } = read(questionnaireBody, body);
    const ordered = answers.toSorted((a, b) => statementOf(a) - statementOf(b));
    return { kind: 'questionnaire', answers: ordered.map((one) => Number(one.at(-1))) };
  },
};

function statementOf(text: string): number {
  return Number(text.split('_')[2]);
}

/** Says what is wrong with which field, and never repeats what was sent. */
function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, code, message }) =>
      `${path[0] === undefined ? 'the body' : String(path[0])} ${code === 'invalid_type' || code === 'invalid_value' ? 'is missing or of another kind' : message}`,
  );
  throw new Refusal('SETTINGS_INVALID', 400, `${[...new Set(problems)].join('; ')}.`);
}
