import type { Micros } from '@learning-tracker/metrics';
import { type ProducedRecord, recordKey, TOPICS } from '@learning-tracker/streams';
import type { CourseClicks } from '../ledger/files.ts';
import type { Work, WorkFile } from '../run/work.ts';

/** Tells each course what a clickstream file holds of it. */
export function announcements(
  { deps }: Pick<Work, 'deps'>,
  { name: file, checksum }: WorkFile,
  version: Micros,
  tallies: ReadonlyMap<string, CourseClicks>,
): ProducedRecord[] {
  return [...tallies].map(([courseId, { rows, newestFactAt }]) => ({
    topic: TOPICS.courseContent,
    partition: 0,
    key: recordKey(courseId),
    value: deps.serde.encode('ExportIngested', {
      courseId,
      file,
      checksum,
      table: null,
      version,
      rows,
      newestFactAt,
    }),
  }));
}

/** The version of a clickstream file. @param day `YYYY-MM-DD` */
export function midnightOf(day: string): Micros {
  return Date.parse(`${day}T00:00:00Z`) * 1000;
}
