import type { BadRow, Click, TokenizedRecord } from '../model.ts';
import { CLICKSTREAM_COLUMNS } from '../model.ts';
import { parseTime } from '../values/time.ts';
import { presentText } from '../values/values.ts';
import { IDENTITY_BYTES, writeIdentity } from './identity.ts';
import type { Occurrences } from './occurrences.ts';

export type Extra = Readonly<Record<string, string>>;
const NO_EXTRA: Extra = Object.freeze({});
const COLUMNS = CLICKSTREAM_COLUMNS.length;

/** Positions in CLICKSTREAM_COLUMNS of what every click carries. */
const USER = 0;
const TIME = 2;
const URL = 5;
const COURSE = 8;
const KEY = 14;
const VALUE = 15;

export interface ClickParser {
  /** The chunk's rows; repeats are numbered in the order of the calls. */
  parse(records: readonly TokenizedRecord[]): { readonly rows: Click[]; readonly bad: BadRow[] };
}

/** Turns records of one clickstream file into clicks. `publish`: further columns to carry in `extra`. */
export function createClickParser(
  kind: 'access' | 'video',
  occurrences: Occurrences,
  publish: readonly string[],
): ClickParser {
  const extraOf = createExtra(publish);

  return {
    parse(records) {
      const rows: Click[] = [];
      const bad: BadRow[] = [];
      const identities = Buffer.allocUnsafeSlow(records.length * IDENTITY_BYTES);
      for (const record of records) {
        const { fields, line } = record;
        const learnerId = presentText(fields[USER] ?? '');
        const courseOrBranchId = presentText(fields[COURSE] ?? '');
        const at = parseTime((fields[TIME] ?? '').trim());
        const value = fields[VALUE] ?? '';
        if (
          record.problem !== undefined ||
          fields.length !== COLUMNS ||
          learnerId === null ||
          courseOrBranchId === null ||
          at === null ||
          !isJsonOrNull(value)
        ) {
          bad.push(badRow(record));
          continue;
        }
        const start = rows.length * IDENTITY_BYTES;
        writeIdentity(kind, fields, identities, start);
        rows.push({
          line,
          learnerId,
          courseOrBranchId,
          kind,
          at,
          url: fields[URL] ?? '',
          key: fields[KEY] ?? '',
          value,
          identity: identities.subarray(start, start + IDENTITY_BYTES),
          occurrence: occurrences.next(identities.readUInt32BE(start), identities.readUInt32BE(start + 4)),
          extra: extraOf(fields),
        });
      }
      return { rows, bad };
    },
  };
}

function isJsonOrNull(value: string): boolean {
  if (value === '{}' || value === '') return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return presentText(value) === null;
  }
}

/** Says what is wrong with a record that is no click, and whom it is about as far as that can be trusted. */
function badRow(record: TokenizedRecord): BadRow {
  const { line, original, problem, fields } = record;
  const [code, reason] = problem === undefined ? faultOf(fields) : [problem.code, problem.reason];
  const whole = fields.length === COLUMNS;
  // A record that is too short may have been cut in its last field; in one too long, any column may have moved.
  const sure = whole ? fields : fields.length < COLUMNS ? fields.slice(0, -1) : [];
  const courseId = presentText(sure[COURSE] ?? '');
  return {
    line,
    code,
    reason,
    original,
    key: null,
    course: courseId === null ? null : { by: 'course', courseId },
    learnerId: presentText(sure[USER] ?? ''),
  };
}

function faultOf(fields: readonly string[]): readonly [BadRow['code'], string] {
  if (fields.length !== COLUMNS)
    return ['wrong_column_count', `${fields.length} columns instead of ${COLUMNS}`];
  if (presentText(fields[USER] ?? '') === null) return ['missing_value', 'hashed_user_id is empty'];
  if (presentText(fields[COURSE] ?? '') === null) return ['missing_value', 'course_id is empty'];
  const time = presentText(fields[TIME] ?? '');
  if (time === null) return ['missing_value', 'server_timestamp is empty'];
  if (parseTime(time) === null)
    return ['bad_time', `server_timestamp: ${JSON.stringify(time.slice(0, 60))} is no time`];
  return ['bad_json', 'value is not JSON'];
}

function createExtra(publish: readonly string[]): (fields: readonly string[]) => Extra {
  const columns = [...CLICKSTREAM_COLUMNS.entries()].filter(([, heading]) => publish.includes(heading));
  if (columns.length === 0) return () => NO_EXTRA;
  return (fields) => Object.fromEntries(columns.map(([at, heading]) => [heading, fields[at] ?? '']));
}
