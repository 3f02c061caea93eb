import { type CoursePart, type CoursePartName, emptyCoursePart } from '@learning-tracker/metrics';
import { messageOf, type Patiently, TrackerError } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  type CoursePartChange,
  decodeCoursePart,
  encodeCoursePart,
  type IdMapping,
} from '@learning-tracker/storage';
import { isErasedRecord, type LogRecord, recordKey, type Serde } from '@learning-tracker/streams';
import { type CourseChange, courseChangeOf } from '../events/to-course-change.ts';
import { createTally, type DeadRecord, type Slice, type SliceApplier } from './slice.ts';

export interface CourseSlicesOptions {
  readonly store: AggregateStore;
  readonly serde: Serde;
  readonly patiently: Patiently;
  /** An id map row of a learner on the erasure list is not kept. */
  readonly isErased: (learner: { readonly courseId: string; readonly learnerId: string }) => boolean;
}

/** Applies `course-content`: content tables, configuration, exports, calibration, id map. Few records; all parts stay cached. */
export function createCourseSlices(options: CourseSlicesOptions): SliceApplier {
  const { store, serde, patiently } = options;
  const cache = new Map<string, CoursePart>();
  return {
    drop: () => cache.clear(),
    async apply(batch, start): Promise<Slice> {
      const { counts } = createTally();
      const dead: DeadRecord[] = [];
      const changed = new Map<string, { courseId: string; part: CoursePartName }>();
      const ids: IdMapping[] = [];
      const records = batch.records.slice(start);
      await patiently('read schemas', () => serde.prepare(records));
      const reads = records.map((record) => (isErasedRecord(record) ? null : readRecord(record, serde)));
      await load(reads.flatMap((read) => (read !== null && 'part' in read ? [read] : [])));
      for (const read of reads) {
        if (read === null) counts.erased += 1;
        else if ('code' in read) {
          dead.push(read);
          counts.deadLettered += 1;
        } else if ('unread' in read) counts.ignored += 1;
        else if ('id' in read) {
          if (options.isErased(read.id)) counts.erased += 1;
          else {
            ids.push(read.id);
            counts.applied += 1;
          }
        } else if (read.apply(cachedPart(read))) {
          changed.set(cacheKey(read), read);
          counts.applied += 1;
        } else counts.unchanged += 1;
      }
      const courseParts = [...changed.values()].map(
        ({ courseId, part }): CoursePartChange => ({
          courseId,
          part,
          bytes: encodeCoursePart(cachedPart({ courseId, part })),
        }),
      );
      return { taken: records.length, changes: { parts: [], learners: [], courseParts, ids }, counts, dead };
    },
  };

  async function load(wanted: readonly { courseId: string; part: CoursePartName }[]): Promise<void> {
    const missing = [
      ...new Map(
        wanted.filter((ref) => !cache.has(cacheKey(ref))).map((ref) => [cacheKey(ref), ref]),
      ).values(),
    ];
    if (missing.length === 0) return;
    const loaded = await patiently('load course content', () =>
      store.loadCourseParts(missing.map(({ courseId, part }) => ({ courseId, part }))),
    );
    missing.forEach((ref, i) => {
      const bytes = loaded[i] ?? null;
      cache.set(
        cacheKey(ref),
        bytes === null ? emptyCoursePart(ref.part) : decodeCoursePart(ref.part, bytes),
      );
    });
  }

  function cachedPart(ref: { courseId: string; part: CoursePartName }): CoursePart {
    const part = cache.get(cacheKey(ref));
    if (part === undefined) throw new Error(`course part ${cacheKey(ref)} was not loaded`);
    return part;
  }
}

function cacheKey(ref: { readonly courseId: string; readonly part: string }): string {
  return `${ref.courseId}/${ref.part}`;
}

function readRecord(record: LogRecord, serde: Serde): CourseChange | DeadRecord {
  const dead = (code: string, reason: string): DeadRecord => {
    return { record, courseId: record.key, learnerId: null, code, reason };
  };
  try {
    const change = courseChangeOf(serde.decode(record.value));
    if (change === null) {
      return dead('RECORD_OUT_OF_PLACE', 'An event that is not about a course stands on its topic.');
    }
    if (record.key !== recordKey(change.courseId)) {
      return dead('RECORD_OUT_OF_PLACE', 'The record stands under the key of another course.');
    }
    return change;
  } catch (error) {
    return dead(error instanceof TrackerError ? error.code : 'RECORD_UNDECODABLE', messageOf(error));
  }
}
