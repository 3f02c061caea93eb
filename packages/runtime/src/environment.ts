import type { z } from 'zod';
import { TrackerError } from './errors.ts';

/** One environment variable: its name, how its text is read, and what it is for. */
export interface Variable<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly meaning: string;
}

/** The variables one package reads; fragments are spread into one object by the service that composes them. */
export type EnvironmentFragment = Readonly<Record<string, Variable<unknown>>>;

export type EnvironmentOf<F extends EnvironmentFragment> = {
  readonly [K in keyof F]: F[K] extends Variable<infer T> ? T : never;
};

/** `schema` reads the text, or gives a default for `undefined`; an empty text counts as not set. */
export function variable<T>(name: string, schema: z.ZodType<T>, meaning: string): Variable<T> {
  return { name, schema, meaning };
}

/**
 * Reads all variables of a fragment at once from `env`, usually `process.env`, which nothing else reads.
 *
 * @throws TrackerError `ENVIRONMENT_INVALID` that lists every problem; values are not repeated, they may be secret
 */
export function parseEnvironment<F extends EnvironmentFragment>(
  env: Readonly<Record<string, string | undefined>>,
  fragment: F,
): EnvironmentOf<F> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, { name, schema, meaning }] of Object.entries(fragment)) {
    const text = env[name];
    const parsed = schema.safeParse(text === '' ? undefined : text);
    if (parsed.success) values[key] = parsed.data;
    else {
      const why = parsed.error.issues.map((issue) => issue.message).join('; ');
      problems.push(`${name} (${meaning}): ${text === undefined || text === '' ? 'is not set' : why}`);
    }
  }
  if (problems.length > 0) {
    throw new TrackerError(
      'ENVIRONMENT_INVALID',
      ['The environment cannot be used:', ...problems.map((problem) => `  ${problem}`)].join('\n'),
      'Set or correct each variable listed and start again.',
    );
  }
  return complete(values, fragment);
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
