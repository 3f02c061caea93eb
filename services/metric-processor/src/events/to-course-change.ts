import {
  applyContent,
  applyDocument,
  applyExport,
  type ContentFact,
  type CoursePart,
  type CoursePartName,
  contentKey,
} from '@learning-tracker/metrics';
import { parseCourseConfigs } from '@learning-tracker/runtime';
import { type IdMapping, parseCalibrationRecord } from '@learning-tracker/storage';
import type { ContentRowChanged, DecodedEvent } from '@learning-tracker/streams';

/** What an event changes of a course: one of its parts, the id map, or nothing. */
export type CourseChange =
  | {
      readonly courseId: string;
      readonly part: CoursePartName;
      /** @returns whether the part changed; it must be of the kind named by `part` */
      readonly apply: (part: CoursePart) => boolean;
    }
  | { readonly courseId: string; readonly id: IdMapping }
  /** A row of a table that only `publish` names. */
  | { readonly courseId: string; readonly unread: true };

/**
 * @returns null for an event that is not about a course
 * @throws TrackerError CONFIG_INVALID, ZodError for a document that its readers could not read
 */
export function courseChangeOf(event: DecodedEvent): CourseChange | null {
  switch (event.name) {
    case 'ContentRowChanged':
      return rowChange(event.value);
    case 'CourseConfigured':
      parseCourseConfigs(event.value.json, `configuration of ${event.value.courseId}`);
      return documentChange('config', event.value);
    case 'CourseCalibrated':
      parseCalibrationRecord(event.value.json);
      return documentChange('calibration', event.value);
    case 'ExportIngested': {
      const { courseId, ...fact } = event.value;
      return {
        courseId,
        part: 'exports',
        apply: (part) => part.kind === 'exports' && applyExport(part, fact),
      };
    }
    default:
      return null;
  }
}

function documentChange(
  kind: 'config' | 'calibration',
  value: { readonly courseId: string; readonly version: number; readonly json: string },
): CourseChange {
  return {
    courseId: value.courseId,
    part: kind,
    apply: (part) => (part.kind === 'config' || part.kind === 'calibration') && applyDocument(part, value),
  };
}

function rowChange({ courseId, version, deleted, row }: ContentRowChanged): CourseChange {
  if ('LearnerIdRow' in row) {
    const { tableId, dashboardId } = row.LearnerIdRow;
    return { courseId, id: { courseId, learnerId: tableId, dashboardId, version, deleted } };
  }
  const fact = contentFact(row, { version, deleted });
  if (fact === null) return { courseId, unread: true };
  return {
    courseId,
    part: fact.table,
    apply: (part) => part.kind === fact.table && 'rows' in part && applyContent(part, contentKey(fact), fact),
  };
}

function contentFact(
  row: ContentRowChanged['row'],
  stamp: { readonly version: number; readonly deleted: boolean },
): ContentFact | null {
  if ('ItemRow' in row) return { table: 'items', row: row.ItemRow, ...stamp };
  if ('LessonRow' in row) return { table: 'lessons', row: row.LessonRow, ...stamp };
  if ('ModuleRow' in row) return { table: 'modules', row: row.ModuleRow, ...stamp };
  if ('ItemTypeRow' in row) return { table: 'itemTypes', row: row.ItemTypeRow, ...stamp };
  if ('SessionRow' in row) return { table: 'sessions', row: row.SessionRow, ...stamp };
  if ('BranchRow' in row) return { table: 'branches', row: row.BranchRow, ...stamp };
  return null;
}
