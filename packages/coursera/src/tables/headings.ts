import type { HeaderAliases } from '../model.ts';
import { BUILT_IN_ALIASES } from './aliases.ts';

/** Canonical names of the columns whose heading begins with the partner's prefix. */
export const USER_ID = 'user_id';
export const FORUM_USER_ID = 'discussions_user_id';

const USER_ID_ENDING = `_${USER_ID}`;
const FORUM_USER_ID_ENDING = `_${FORUM_USER_ID}`;

/** The headings of one file, looked up by canonical name. */
export interface Headings {
  /** As in the file, without blanks around them. */
  readonly found: readonly string[];
  /** Partner's prefix as far as the whole export tells it, null if it does not. */
  readonly partner: string | null;
  /** Position of a column by canonical heading or a heading as it stands, -1 if there is none. */
  indexOf(canonical: string): number;
  /** The canonical heading of a name somebody asked for. */
  canonical(name: string): string;
}

export function createHeadings(
  found: readonly string[],
  partner: string | null,
  supplied: HeaderAliases = {},
): Headings {
  const firstOf = (names: readonly string[]) => found.findIndex((heading) => names.includes(heading));
  const namesOf = (canonical: string) => [
    canonical,
    ...(supplied[canonical] ?? []),
    ...(BUILT_IN_ALIASES[canonical] ?? []),
  ];

  return {
    found,
    partner,
    indexOf(name) {
      for (const heading of namesOf(name)) {
        const at = found.indexOf(heading);
        if (at >= 0) return at;
      }
      if (name === USER_ID) return firstOf([userIdHeading(found, partner) ?? '']);
      if (name === FORUM_USER_ID) return found.findIndex((heading) => heading.endsWith(FORUM_USER_ID_ENDING));
      return -1;
    },
    canonical(name) {
      for (const aliases of [supplied, BUILT_IN_ALIASES]) {
        for (const [canonical, names] of Object.entries(aliases)) if (names.includes(name)) return canonical;
      }
      return name;
    },
  };
}

/**
 * Heading `<p>_user_id` of a table. Where the export does not tell the prefix (or the table does not follow it): the
 * shortest heading of that form, since `<p>_discussions_user_id` and the like only add to it.
 */
function userIdHeading(found: readonly string[], partner: string | null): string | undefined {
  const expected = `${partner}${USER_ID_ENDING}`;
  if (partner !== null && found.includes(expected)) return expected;
  return found.filter(isUserId).sort((a, b) => a.length - b.length)[0];
}

export function isUserId(heading: string): boolean {
  return heading.endsWith(USER_ID_ENDING) && heading.length > USER_ID_ENDING.length;
}

/** Tables whose only user column is `<p>_user_id`, the surest sign of the prefix first. */
const TELLING_TABLES = [
  'course_progress',
  'course_item_grades',
  'course_grades',
  'on_demand_session_memberships',
];

/**
 * The partner's prefix of an export: what stands before `_course_user_ids` in a file's name, else before
 * `_user_id` in a heading of the tables that have but one such column. Null if no table tells.
 */
export function detectPartner(
  tables: readonly { readonly name: string; readonly file: string; readonly headings: readonly string[] }[],
): string | null {
  for (const { file, headings } of tables) {
    const prefix = idMapPrefix(file);
    if (prefix !== null && headings.includes(`${prefix}${USER_ID_ENDING}`)) return prefix;
  }
  for (const name of TELLING_TABLES) {
    const headings = tables.find((table) => table.name === name)?.headings ?? [];
    const heading = userIdHeading(headings, null);
    if (heading !== undefined) return heading.slice(0, -USER_ID_ENDING.length);
  }
  return null;
}

/** `<p>` of `<p>_course_user_ids.csv`, in whatever folder; null for any other file. */
export function idMapPrefix(file: string): string | null {
  return /(?:^|\/)([^/]+)_course_user_ids\.csv$/i.exec(file)?.[1] ?? null;
}

/** Canonical name of a table: its file's name without folder and ending, `<p>_course_user_ids` without the prefix. */
export function tableNameOf(file: string): string {
  if (idMapPrefix(file) !== null) return 'course_user_ids';
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.csv$/i, '');
}
