import type { Register } from '../state/parts.ts';
import type { Micros } from '../time.ts';

/** Course content is shared by all learners; it converges by the same rule as a learner's rows. */
export type ContentTable = 'items' | 'lessons' | 'modules' | 'itemTypes' | 'sessions' | 'branches';

/** `course_items` (branchId null) or `course_branch_items`. */
export interface Item {
  readonly itemId: string;
  readonly branchId: string | null;
  readonly lessonId: string | null;
  readonly typeId: string | null;
  readonly order: number | null;
  readonly name: string | null;
  readonly optional: boolean;
}

/** `course_lessons` (branchId null) or `course_branch_lessons`. */
export interface Lesson {
  readonly lessonId: string;
  readonly branchId: string | null;
  readonly moduleId: string | null;
  readonly order: number | null;
  readonly name: string | null;
}

/** `course_modules` (branchId null) or `course_branch_modules`; `order` is the week, counted from 0. */
export interface Module {
  readonly moduleId: string;
  readonly branchId: string | null;
  readonly order: number | null;
  readonly name: string | null;
}

export interface ItemType {
  readonly typeId: string;
  readonly description: string;
  readonly category: string | null;
  readonly graded: boolean;
  /** Fifth column of `course_item_types`; null in four-column exports. */
  readonly atomTypeId: string | null;
}

export interface Session {
  readonly sessionId: string;
  readonly startAt: Micros;
  readonly endAt: Micros | null;
  readonly branchId: string | null;
}

/** `course_branches`, where the export has it. */
export interface Branch {
  readonly branchId: string;
}

export interface ContentRows {
  readonly items: Item;
  readonly lessons: Lesson;
  readonly modules: Module;
  readonly itemTypes: ItemType;
  readonly sessions: Session;
  readonly branches: Branch;
}

/** One table of content: key → register. A key is the row's id, with `<branchId>/` in front in branch forms. */
export type ContentPart<T extends ContentTable = ContentTable> = {
  readonly kind: T;
  readonly rows: Map<string, Register<ContentRows[T]>>;
};

/** What `finalize` reads: the rows in force, without versions and tombstones. */
export interface CourseContent {
  readonly items: readonly Item[];
  readonly lessons: readonly Lesson[];
  readonly modules: readonly Module[];
  readonly itemTypes: readonly ItemType[];
  readonly sessions: readonly Session[];
  readonly branches: readonly Branch[];
}

/** The newest course.json, as text; last writer wins by the time it was published. */
export interface ConfigPart {
  readonly kind: 'config';
  version: Micros;
  json: string;
}

/** What exports have been verified and published so far; grows only. */
export interface ExportsPart {
  readonly kind: 'exports';
  /** Newest fact time of the course's verified exports. */
  exportedUpTo: Micros | null;
  /** Table name → snapshot time and row count of its newest delivery. */
  readonly tables: Map<string, { readonly version: Micros; readonly rows: number }>;
}

/** The newest calibration record, as JSON text (see `calibration/`); the greater version wins. */
export interface CalibrationPart {
  readonly kind: 'calibration';
  version: number;
  json: string;
}

/** Everything stored of a course beside its learners, each part by its kind. */
export type CoursePart = ContentPart | ConfigPart | ExportsPart | CalibrationPart;
export type CoursePartName = CoursePart['kind'];
