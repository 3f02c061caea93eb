import type { Micros } from '../time.ts';

/**
 * A learner's state is stored in parts, each a small join-semilattice of its own, so that a fact reads and
 * writes some hundred bytes however long the course has run. All parts are plain data; reducers own the part
 * they are given and change it in place.
 */
export type PartName = 'progress' | 'grades' | 'posts' | 'memberships' | 'settings' | `day/${number}`;

export type Part = DayPart | ProgressPart | GradesPart | PostsPart | MembershipsPart | SettingsPart;

/** Last-writer-wins entry; `value` null is a tombstone. */
export interface Register<V> {
  readonly version: Micros;
  readonly value: V | null;
}

/** The clicks of one UTC day. All offsets are microseconds from that day's midnight. */
export interface DayPart {
  readonly kind: 'day';
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Parsed page visits that name an item or the forum, by `visitKey`. */
  readonly visits: Map<string, Visit>;
  /** Presence of page visits, parsed or not. */
  pageRuns: Runs;
  /** Presence of video events. */
  videoRuns: Runs;
}

/**
 * Presence runs as a flat list start, end, start, end …: ascending, disjoint, inside a run no gap longer than
 * 30 min, between runs only longer ones. The runs of a union are the union of runs, so no points are kept.
 */
export type Runs = number[];

/** Visits of one page type and item id, both exactly as they stand in the URL (index 5 and 6). */
export interface Visit {
  readonly pageType: string;
  /** Null where the URL ends before index 6. */
  readonly itemId: string | null;
  /** The single clicks, by `clickKey`; kept only where a metric counts clicks (forum pages), else empty. */
  readonly clicks: ReadonlyMap<string, ForumClick>;
}

/** Shared by all visits that keep no clicks: most do, and a map of their own would be most of their memory. */
export const NO_CLICKS: ReadonlyMap<string, ForumClick> = new Map();

export interface ForumClick {
  readonly offset: Micros;
  /** First 8 bytes of the click's identity, as 16 hex digits. */
  readonly identity: string;
  readonly occurrence: number;
}

/** Rows of `course_progress`, by `progressKey`. A count of 0 is a tombstone. */
export interface ProgressPart {
  readonly kind: 'progress';
  readonly rows: Map<string, ProgressEntry>;
}

export interface ProgressEntry {
  readonly itemId: string;
  readonly state: number;
  readonly at: Micros;
  readonly version: Micros;
  readonly count: number;
}

export interface GradesPart {
  readonly kind: 'grades';
  readonly items: Map<string, Register<{ readonly grade: number | null; readonly at: Micros | null }>>;
  course: Register<{ readonly overall: number | null; readonly at: Micros | null }> | null;
}

export interface PostsPart {
  readonly kind: 'posts';
  readonly questions: Map<string, Register<{ readonly at: Micros }>>;
  readonly answers: Map<string, Register<{ readonly questionId: string; readonly at: Micros }>>;
}

export interface MembershipsPart {
  readonly kind: 'memberships';
  readonly sessions: Map<string, Register<{ readonly startAt: Micros; readonly endAt: Micros | null }>>;
}

/**
 * What a learner chose. Kept under the dashboard id, the only id a widget knows; all other parts stand under the
 * table id, and the two are joined when read.
 */
export interface SettingsPart {
  readonly kind: 'settings';
  consent: Choice<{ readonly consent: boolean; readonly followUp: boolean | null }> | null;
  goal: Choice<string> | null;
  selection: Choice<readonly string[]> | null;
  /** Every answered questionnaire, by event id: a repeated one is one more. */
  readonly questionnaires: Map<string, Choice<readonly number[]>>;
  /** The newest week that was opened. */
  opened: OpenedWeek | null;
  /** Choices made until then have expired and are not kept. Weeks stay: they say nothing without a choice. */
  expiredAt: Micros | null;
}

/** Last-writer-wins entry of a learner: the greater time, then the greater event id, then the greater bytes. */
export interface Choice<V> {
  readonly at: Micros;
  readonly eventId: string;
  readonly value: V;
}

/** A week in which goal and indicators may be changed once. */
export interface OpenedWeek {
  /** Its Monday in the course's time zone, in days since 1970-01-01. */
  readonly week: number;
  /** When it was scheduled to open, however late that was done. */
  readonly at: Micros;
}

/** All that is known of one learner in one course; `erased` is the top element and absorbs everything. */
export type LearnerState =
  | { readonly erased: true }
  | { readonly erased: false; readonly parts: ReadonlyMap<PartName, Part> };

export function dayPartName(day: number): PartName {
  return `day/${day}`;
}

/** A page type holds no slash, so type and id cannot run together; no id and an empty id differ. */
export function visitKey(pageType: string, itemId: string | null): string {
  return itemId === null ? pageType : `${pageType}/${itemId}`;
}

export function clickKey(click: ForumClick): string {
  return `${click.offset}/${click.identity}/${click.occurrence}`;
}

export function progressKey(row: { itemId: string; state: number; at: Micros }): string {
  return `${row.state}/${row.at}/${row.itemId}`;
}

export function emptyPart(name: PartName): Part {
  switch (name) {
    case 'progress':
      return { kind: 'progress', rows: new Map() };
    case 'grades':
      return { kind: 'grades', items: new Map(), course: null };
    case 'posts':
      return { kind: 'posts', questions: new Map(), answers: new Map() };
    case 'memberships':
      return { kind: 'memberships', sessions: new Map() };
    case 'settings':
      return {
        kind: 'settings',
        consent: null,
        goal: null,
        selection: null,
        questionnaires: new Map(),
        opened: null,
        expiredAt: null,
      };
    default:
      return { kind: 'day', day: Number(name.slice(4)), visits: new Map(), pageRuns: [], videoRuns: [] };
  }
}
