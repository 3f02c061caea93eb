import type { CourseHint } from '../model.ts';
import { asBoolean, asText, BadValue, type ParseValue, presentText } from '../values/values.ts';
import { FORUM_USER_ID, type Headings, isUserId, USER_ID } from './headings.ts';

/** Reads one column of a row. */
export type ReadField<T> = (fields: readonly string[]) => T | BadValue;

/** How a typed column is found in a file and read. */
export interface Column<T> {
  /** Heading to name in errors. */
  readonly name: string;
  /** Null if the column is required and the file does not have it. */
  bind(headings: Headings): ReadField<T> | null;
}

type Locate = (headings: Headings) => number;

/** The column must be there and no value may be null. */
export function required<T>(name: string, parse: ParseValue<T>, locate = byHeading(name)): Column<T> {
  return {
    name,
    bind(headings) {
      const at = locate(headings);
      return at < 0 ? null : (fields) => readRequired(name, fields[at], parse);
    },
  };
}

/** The column must be there, its values may be null. */
export function nullable<T>(name: string, parse: ParseValue<T>): Column<T | null> {
  return {
    name,
    bind(headings) {
      const at = headings.indexOf(name);
      return at < 0 ? null : (fields) => readOrElse(name, fields[at], parse, null);
    },
  };
}

/** The column may be absent or null. */
export function optional<T>(name: string, parse: ParseValue<T>, locate = byHeading(name)): Column<T | null> {
  return {
    name,
    bind(headings) {
      const at = locate(headings);
      return at < 0 ? () => null : (fields) => readOrElse(name, fields[at], parse, null);
    },
  };
}

/** A boolean that is false where the column is absent or null. */
export function flag(name: string): Column<boolean> {
  return {
    name,
    bind(headings) {
      const at = headings.indexOf(name);
      return at < 0 ? () => false : (fields) => readOrElse(name, fields[at], asBoolean, false);
    },
  };
}

/** A column of this form of a table that is the same for all its rows. */
export function constant<T>(value: T): Column<T> {
  return { name: '', bind: () => () => value };
}

export const id = (name: string): Column<string> => required(name, asText);

/** `<p>_user_id`. */
export const user: Column<string> = required('<partner>_user_id', asText, byHeading(USER_ID));

/** `<p>_discussions_user_id` or `<p>_user_id`: the one that is there, under either hashing. */
export const forumUser: Column<string> = required('<partner>_discussions_user_id', asText, (headings) => {
  const own = headings.indexOf(FORUM_USER_ID);
  return own >= 0 ? own : headings.indexOf(USER_ID);
});

/** The id map's other column, `<slug with _>_user_id`: the id a dashboard knows the learner by. */
export const dashboardUser: Column<string> = required('<course>_user_id', asText, dashboardUserIndex);

function dashboardUserIndex(headings: Headings): number {
  const table = headings.indexOf(USER_ID);
  return headings.found.findIndex((heading, at) => at !== table && isUserId(heading));
}

export const inCourse: Column<CourseHint> = required('course_id', (courseId) => ({ by: 'course', courseId }));
export const inBranch: Column<CourseHint> = required('course_branch_id', (branchId) => ({
  by: 'branch',
  branchId,
}));
export const inExport: Column<CourseHint> = constant({ by: 'export' });

/** The course whose slug the id map's second heading carries. */
export const inSlug: Column<CourseHint> = {
  name: dashboardUser.name,
  bind(headings) {
    const heading = headings.found[dashboardUserIndex(headings)];
    if (heading === undefined) return null;
    const hint: CourseHint = { by: 'slug', underscored: heading.slice(0, -`_${USER_ID}`.length) };
    return () => hint;
  },
};

/**
 * Fifth column of `course_item_types`, whatever it is called: the one with its usual heading, else the one that
 * stands fifth, unless it is one of the four others.
 */
export function fifth(name: string, others: readonly string[]): Locate {
  return (headings) => {
    const named = headings.indexOf(name);
    if (named >= 0 || headings.found.length < 5) return named;
    return others.some((other) => headings.indexOf(other) === 4) ? -1 : 4;
  };
}

function byHeading(name: string): Locate {
  return (headings) => headings.indexOf(name);
}

function readRequired<T>(name: string, field: string | undefined, parse: ParseValue<T>): T | BadValue {
  const text = presentText(field ?? '');
  if (text === null) return new BadValue('missing_value', `${name} is empty`);
  return named(name, parse(text));
}

function readOrElse<T, O>(
  name: string,
  field: string | undefined,
  parse: ParseValue<T>,
  otherwise: O,
): T | O | BadValue {
  const text = presentText(field ?? '');
  return text === null ? otherwise : named(name, parse(text));
}

function named<T>(name: string, value: T | BadValue): T | BadValue {
  return value instanceof BadValue ? new BadValue(value.code, `${name}: ${value.reason}`) : value;
}
