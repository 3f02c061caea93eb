import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf, TrackerError } from './errors.ts';

/** One environment variable: its name, how its text is read, and what it is for. */
export interface Variable<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly meaning: string;
  /** May be given as a file instead (`NAME_FILE`), and must not appear in logs. */
  readonly isSecret: boolean;
}

/** The variables one package reads; fragments are spread into one object by the service that composes them. */
export type EnvironmentFragment = Readonly<Record<string, Variable<unknown>>>;

export type EnvironmentOf<F extends EnvironmentFragment> = {
  readonly [K in keyof F]: F[K] extends Variable<infer T> ? T : never;
};

/** Texts by name, usually `process.env`. */
export type EnvironmentSource = Readonly<Record<string, string | undefined>>;

/** What is wrong between variables that are each good by themselves: one line each. Absent values could not be read. */
export type EnvironmentCheck<F extends EnvironmentFragment> = (
  values: Partial<EnvironmentOf<F>>,
) => readonly string[];

/** `schema` reads the text, or gives a default for `undefined`; an empty text counts as not set. */
export function variable<T>(name: string, schema: z.ZodType<T>, meaning: string): Variable<T> {
  return { name, schema, meaning, isSecret: false };
}

/** A variable like any other, or a file that holds its value, named by `NAME_FILE`; a line end after it is left out. */
export function secretVariable<T>(name: string, schema: z.ZodType<T>, meaning: string): Variable<T> {
  return { name, schema, meaning, isSecret: true };
}

/** Reads the path of a text file as the file's content, so that a file that cannot be read is a problem like any other. */
export const fileContent: z.ZodType<string, string> = z.string().transform((path, context) => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    context.addIssue({ code: 'custom', message: `the file cannot be read: ${messageOf(error)}` });
    return z.NEVER;
  }
});

/**
 * Reads all variables of a fragment at once from `env`, usually `process.env`, which nothing else reads.
 *
 * @param checks look at several variables together; their problems are listed with the others
 * @throws TrackerError `ENVIRONMENT_INVALID` that lists every problem; values are not repeated, they may be secret
 */
export function parseEnvironment<F extends EnvironmentFragment>(
  env: EnvironmentSource,
  fragment: F,
  checks: readonly EnvironmentCheck<F>[] = [],
): EnvironmentOf<F> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(fragment)) {
    const { name, schema, meaning } = one;
    const given = textOf(env, one);
    if ('problem' in given) {
      problems.push(`${name} (${meaning}): ${given.problem}`);
      continue;
    }
    const parsed = schema.safeParse(given.text);
    if (parsed.success) values[key] = parsed.data;
    else {
      const why = parsed.error.issues.map((issue) => issue.message).join('; ');
      problems.push(`${name} (${meaning}): ${given.text === undefined ? 'is not set' : why}`);
    }
  }
  for (const check of checks) problems.push(...check(partial(values, fragment)));
  if (problems.length > 0) {
    throw new TrackerError(
      'ENVIRONMENT_INVALID',
      ['The environment cannot be used:', ...problems.map((problem) => `  ${problem}`)].join('\n'),
      'Set or correct each variable listed and start again.',
    );
  }
  return complete(values, fragment);
}

/** The values that must not appear in logs, for `createLogger`. */
export function secretsOf<F extends EnvironmentFragment>(
  fragment: F,
  values: EnvironmentOf<F>,
): readonly string[] {
  return Object.entries(fragment).flatMap(([key, { isSecret }]) => {
    const value: unknown = Reflect.get(values, key);
    return isSecret && typeof value === 'string' ? [value] : [];
  });
}

type Given = { readonly text: string | undefined } | { readonly problem: string };

function textOf(env: EnvironmentSource, { name, isSecret }: Variable<unknown>): Given {
  const text = given(env[name]);
  const file = isSecret ? given(env[`${name}_FILE`]) : undefined;
  if (file === undefined) return { text };
  if (text !== undefined) return { problem: `is set, and so is ${name}_FILE; set one of them` };
  try {
    return { text: given(readFileSync(file, 'utf8').replace(/\r?\n$/, '')) };
  } catch (error) {
    return { problem: `the file that ${name}_FILE names cannot be read: ${messageOf(error)}` };
  }
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** What was read so far; each value was parsed by the schema of its own key. */
function partial<F extends EnvironmentFragment>(
  values: Readonly<Record<string, unknown>>,
  fragment: F,
): Partial<EnvironmentOf<F>> {
  const isPartial = (record: object): record is Partial<EnvironmentOf<F>> =>
    Object.keys(record).every((key) => Object.hasOwn(fragment, key));
  if (!isPartial(values)) throw new Error('a value of no variable was read');
  return values;
}

/** Every key of the fragment was parsed by its own schema, so the mapped type holds. */
function complete<F extends EnvironmentFragment>(
  values: Readonly<Record<string, unknown>>,
  fragment: F,
): EnvironmentOf<F> {
  const keys = Object.keys(fragment);
  const isComplete = (record: unknown): record is EnvironmentOf<F> =>
    keys.every((key) => Object.hasOwn(values, key)) && record === values;
  if (!isComplete(values)) throw new Error('a variable was not read');
  return values;
}
