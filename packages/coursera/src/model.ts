import type { RowErrorCode, TableErrorCode } from './errors.ts';

/** Epoch microseconds, UTC. */
type Micros = number;

/** Whom a table row is about, as far as the row itself says; the fetcher turns it into a course id. */
export type CourseHint =
  | { readonly by: 'course'; readonly courseId: string }
  | { readonly by: 'branch'; readonly branchId: string }
  /** `<slug with _>_user_id` heading of the id map. */
  | { readonly by: 'slug'; readonly underscored: string }
  /** A table without a course column (`course_item_types`): every course the export covers. */
  | { readonly by: 'export' };

/** Typed columns by table; the shapes equal the row records of schemas/*.avsc, so nothing is copied by hand. */
export type TypedRow =
  | { readonly kind: 'ProgressRow'; readonly itemId: string; readonly state: number; readonly at: Micros }
  | {
      readonly kind: 'MembershipRow';
      readonly sessionId: string;
      readonly startAt: Micros;
      readonly endAt: Micros | null;
    }
  | { readonly kind: 'QuestionRow'; readonly questionId: string; readonly at: Micros }
  | {
      readonly kind: 'AnswerRow';
      readonly answerId: string;
      readonly questionId: string;
      readonly at: Micros;
    }
  | {
      readonly kind: 'ItemGradeRow';
      readonly itemId: string;
      readonly grade: number | null;
      readonly at: Micros | null;
    }
  | { readonly kind: 'CourseGradeRow'; readonly overall: number | null; readonly at: Micros | null }
  | {
      readonly kind: 'ItemRow';
      readonly itemId: string;
      readonly branchId: string | null;
      readonly lessonId: string | null;
      readonly typeId: string | null;
      readonly order: number | null;
      readonly name: string | null;
      readonly optional: boolean;
    }
  | {
      readonly kind: 'LessonRow';
      readonly lessonId: string;
      readonly branchId: string | null;
      readonly moduleId: string | null;
      readonly order: number | null;
      readonly name: string | null;
    }
  | {
      readonly kind: 'ModuleRow';
      readonly moduleId: string;
      readonly branchId: string | null;
      readonly order: number | null;
      readonly name: string | null;
    }
  | {
      readonly kind: 'ItemTypeRow';
      readonly typeId: string;
      readonly description: string;
      readonly category: string | null;
      readonly graded: boolean;
      readonly atomTypeId: string | null;
    }
  | {
      readonly kind: 'SessionRow';
      readonly sessionId: string;
      readonly startAt: Micros;
      readonly endAt: Micros | null;
      readonly branchId: string | null;
    }
  | { readonly kind: 'BranchRow'; readonly branchId: string }
  | { readonly kind: 'LearnerIdRow'; readonly tableId: string; readonly dashboardId: string }
  /** A table that no metric uses; only `publish` can ask for it. */
  | { readonly kind: 'OtherRow'; readonly table: string };

/** One row of a table, parsed. Several rows may have the same key; the fetcher keeps the effective one. */
export interface TableRow {
  /** Physical line of the file (1-based) where the record begins. */
  readonly line: number;
  readonly course: CourseHint;
  /** Null for rows that belong to the course. */
  readonly learnerId: string | null;
  /** Unique within (course, table) after the fetcher has resolved the course (exports.md, "Keys"). */
  readonly key: string;
  readonly row: TypedRow;
  /** Only the columns asked for with `publish`, by canonical heading. */
  readonly extra: Readonly<Record<string, string>>;
  /** Newest time in the row that says when something happened; null where it has none. */
  readonly factAt: Micros | null;
}

/** A row that could not be used. `key` and `course` are given where they could still be read. */
export interface BadRow {
  readonly line: number;
  readonly code: RowErrorCode;
  readonly reason: string;
  readonly original: Uint8Array;
  readonly key: string | null;
  readonly course: CourseHint | null;
  readonly learnerId: string | null;
}

export interface RowChunk<T> {
  readonly rows: readonly T[];
  readonly bad: readonly BadRow[];
}

/** A table that cannot be used at all; the last good snapshot of it stays in force. */
export interface TableFailure {
  readonly table: string;
  readonly file: string;
  readonly code: TableErrorCode;
  readonly reason: string;
}

/** A table inside a verified zip. `name` is canonical: file name without `.csv`, `<p>_course_user_ids` → `course_user_ids`. */
export interface TableEntry {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  /** True for the tables of exports.md, whose rows are typed. */
  readonly typed: boolean;
  readonly headings: readonly string[];
}

export interface ReadTableOptions {
  /** Canonical headings to carry in `extra`. */
  readonly publish?: readonly string[];
}

/** A table zip, verified whole: every entry's CRC and size, no path outside, within the limits, headers read. */
export interface TablesZip {
  readonly file: string;
  /** Epoch microseconds: 13 digits (epoch ms) that end the zip's name, else the newest entry in it. */
  readonly snapshotAt: Micros;
  readonly tables: readonly TableEntry[];
  readonly failures: readonly TableFailure[];
  /** Streams a table's rows in file order, in chunks of at most some thousand. */
  rows(table: TableEntry, options?: ReadTableOptions): AsyncIterable<RowChunk<TableRow>>;
  close(): Promise<void>;
}

export interface ZipLimits {
  /** Most bytes all entries may unpack to (default 64 GiB). */
  readonly maxBytes: number;
  /** Most times an entry may grow by unpacking (default 200). */
  readonly maxRatio: number;
  readonly maxEntries: number;
}

export type HeaderAliases = Readonly<Record<string, readonly string[]>>;

/** One row of a clickstream file. */
export interface Click {
  readonly line: number;
  /** `hashed_user_id`: the table id. */
  readonly learnerId: string;
  /** As in the column: a course id or the id of one of its branches. */
  readonly courseOrBranchId: string;
  readonly kind: 'access' | 'video';
  readonly at: Micros;
  readonly url: string;
  readonly key: string;
  readonly value: string;
  /** 16 bytes: digest over kind and the 16 decoded fields. */
  readonly identity: Uint8Array;
  /** 0, or n for the n-th repeat of exactly this row within the file. */
  readonly occurrence: number;
  readonly extra: Readonly<Record<string, string>>;
}

export interface ClickstreamFile {
  readonly file: string;
  readonly kind: 'access' | 'video';
  /** `YYYY-MM-DD` in the name. */
  readonly day: string;
  /** Upper bound of the number of rows (physical lines), known from verifying. */
  readonly maxRows: number;
  /** Rows in file order, in chunks; bad rows beside them. */
  rows(options?: { readonly publish?: readonly string[] }): AsyncIterable<RowChunk<Click>>;
}

/** Canonical headings of the 16 clickstream columns, in order. */
export const CLICKSTREAM_COLUMNS = [
  'hashed_user_id',
  'hashed_session_cookie_id',
  'server_timestamp',
  'hashed_ip',
  'user_agent',
  'url',
  'initial_referrer_url',
  'browser_language',
  'course_id',
  'country_cd',
  'region_cd',
  'timezone',
  'os',
  'browser',
  'key',
  'value',
] as const;

/** Turns decoded text into records of one dialect; replaceable, since it is the bottleneck. */
export interface Tokenizer {
  /** Records in order with the physical line each begins at. Never throws for bad data: see `problem`. */
  records(source: AsyncIterable<Uint8Array>): AsyncIterable<readonly TokenizedRecord[]>;
}

export interface TokenizedRecord {
  /** Physical line (1-based) at which the record begins. */
  readonly line: number;
  /** Decoded fields; empty when the quoting is broken, with U+FFFD where the encoding is. */
  readonly fields: readonly string[];
  /** The record's bytes as they stand in the file, without its line end; copied when asked for. */
  readonly original: Uint8Array;
  readonly problem?:
    | {
        readonly code: 'bad_encoding' | 'bad_quoting';
        readonly reason: string;
        readonly original: Uint8Array;
      }
    | undefined;
}
