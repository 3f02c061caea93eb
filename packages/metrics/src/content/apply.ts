import { mergeRegisters, writeRegister } from '../state/registers.ts';
import type { Micros } from '../time.ts';
import type {
  ContentPart,
  ContentRows,
  ContentTable,
  CoursePart,
  CoursePartName,
  ExportsPart,
} from './content.ts';

/** One effective row of a content table, or its tombstone. */
export type ContentFact = {
  [T in ContentTable]: {
    readonly table: T;
    readonly version: Micros;
    readonly deleted: boolean;
    readonly row: ContentRows[T];
  };
}[ContentTable];

/** A verified file was published whole; `table` null for a clickstream file. */
export interface ExportFact {
  readonly table: string | null;
  readonly version: Micros;
  readonly rows: number;
  readonly newestFactAt: Micros | null;
}

export function emptyCoursePart(name: CoursePartName): CoursePart {
  switch (name) {
    case 'config':
      return { kind: 'config', version: Number.MIN_SAFE_INTEGER, json: '' };
    case 'calibration':
      return { kind: 'calibration', version: 0, json: '' };
    case 'exports':
      return { kind: 'exports', exportedUpTo: null, tables: new Map() };
    default:
      return { kind: name, rows: new Map() };
  }
}

/** Key of a content row: its id, with the branch id in front in branch forms (exports.md, "Keys"). */
export function contentKey(fact: ContentFact): string {
  switch (fact.table) {
    case 'items':
      return branchKey(fact.row.branchId, fact.row.itemId);
    case 'lessons':
      return branchKey(fact.row.branchId, fact.row.lessonId);
    case 'modules':
      return branchKey(fact.row.branchId, fact.row.moduleId);
    case 'itemTypes':
      return fact.row.typeId;
    case 'sessions':
      return fact.row.sessionId;
    case 'branches':
      return fact.row.branchId;
  }
}

function branchKey(branchId: string | null, id: string): string {
  return branchId === null ? id : `${branchId}/${id}`;
}

/** @returns whether the part changed */
export function applyContent<T extends ContentTable>(
  part: ContentPart<T>,
  key: string,
  fact: { readonly version: Micros; readonly deleted: boolean; readonly row: ContentRows[T] },
): boolean {
  return writeRegister(part.rows, key, { version: fact.version, value: fact.deleted ? null : fact.row });
}

/** The newest time and the newest delivery of each table; a maximum in both, so it converges. */
export function applyExport(part: ExportsPart, fact: ExportFact): boolean {
  let changed = false;
  if (fact.newestFactAt !== null && (part.exportedUpTo === null || fact.newestFactAt > part.exportedUpTo)) {
    part.exportedUpTo = fact.newestFactAt;
    changed = true;
  }
  if (fact.table === null) return changed;
  const present = part.tables.get(fact.table);
  const newer =
    present === undefined ||
    fact.version > present.version ||
    (fact.version === present.version && fact.rows > present.rows);
  if (newer) part.tables.set(fact.table, { version: fact.version, rows: fact.rows });
  return changed || newer;
}

/** Last writer wins by version, then by text; for configuration and calibration records. */
export function applyDocument(
  part: { version: number; json: string },
  fact: { readonly version: number; readonly json: string },
): boolean {
  if (fact.version < part.version || (fact.version === part.version && fact.json <= part.json)) return false;
  part.version = fact.version;
  part.json = fact.json;
  return true;
}

/** Join of two course parts of one name; inputs are not changed. @throws TypeError when their kinds differ */
export function mergeCourseParts(a: CoursePart, b: CoursePart): CoursePart {
  if (a.kind === 'config' && b.kind === 'config') return mergeDocuments(a, b);
  if (a.kind === 'calibration' && b.kind === 'calibration') return mergeDocuments(a, b);
  if (a.kind === 'exports' && b.kind === 'exports') {
    const merged: ExportsPart = { ...a, tables: new Map(a.tables) };
    applyExport(merged, { table: null, version: 0, rows: 0, newestFactAt: b.exportedUpTo });
    for (const [table, delivery] of b.tables) applyExport(merged, { table, ...delivery, newestFactAt: null });
    return merged;
  }
  if (a.kind === b.kind && 'rows' in a && 'rows' in b) {
    return { kind: a.kind, rows: mergeRegisters<ContentRows[ContentTable]>(a.rows, b.rows) } as ContentPart;
  }
  throw new TypeError(`course parts of kinds ${a.kind} and ${b.kind} cannot be merged`);
}

function mergeDocuments<D extends { version: number; json: string }>(a: D, b: D): D {
  const merged = { ...a };
  applyDocument(merged, b);
  return merged;
}
