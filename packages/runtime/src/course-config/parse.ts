import type { z } from 'zod';
import { messageOf, TrackerError } from '../errors.ts';
import { type ConfigProblem, findContradictions } from './contradictions.ts';
import { type CourseConfig, courseConfigSchema } from './schema.ts';

/**
 * Reads a course.json: one course or an array of them (docs/course-config.md).
 *
 * @param text the file's content
 * @param fileName names the file in problems
 * @throws TrackerError `CONFIG_INVALID` that lists every problem of the file, each with its path
 */
export function parseCourseConfigs(text: string, fileName: string): readonly CourseConfig[] {
  const raw = parseJson(text, fileName);
  const many = Array.isArray(raw);
  const courses = (many ? raw : [raw]).map((course: unknown, index) => ({
    path: many ? [index] : [],
    raw: course,
  }));

  const problems: ConfigProblem[] =
    many && courses.length === 0 ? [{ path: [], message: 'names no course' }] : [];
  const configs: CourseConfig[] = [];
  for (const { path, raw: course } of courses) {
    const parsed = courseConfigSchema.safeParse(course);
    if (parsed.success) configs.push(parsed.data);
    else problems.push(...parsed.error.issues.flatMap((issue) => problemsOf(path, issue)));
  }
  problems.push(...findContradictions(courses));
  if (problems.length > 0) throw invalid(fileName, problems);
  return configs;
}

/** Text of a config that is the same for equal configs: keys ascending, absent fields left out. Can be parsed again. */
export function canonicalCourseJson(config: CourseConfig): string {
  return JSON.stringify(config, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new TrackerError(
      'CONFIG_INVALID',
      `${fileName} is not JSON: ${messageOf(error)}`,
      'Write one course object, or an array of them (docs/course-config.md).',
      error,
    );
  }
}

function problemsOf(path: readonly PropertyKey[], issue: z.core.$ZodIssue): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, ...issue.path, key], message: 'unknown field' }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => ({ path: [...path, ...issue.path], message: inner.message }));
  }
  return [{ path: [...path, ...issue.path], message: issue.message }];
}

function invalid(fileName: string, problems: readonly ConfigProblem[]): TrackerError {
  const lines = problems.map(({ path, message }) => `${fileName}: ${showPath(path)}${message}`);
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new TrackerError(
    'CONFIG_INVALID',
    [`The course configuration has ${count}:`, ...lines.map((line) => `  ${line}`)].join('\n'),
    'Correct each of them (docs/course-config.md) and start again.',
  );
}

function showPath(path: readonly PropertyKey[]): string {
  const shown = path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      return index === 0 ? String(key) : `.${String(key)}`;
    })
    .join('');
  return shown === '' ? '' : `${shown}: `;
}
