import { type EventLog, type ProducedRecord, recordKey, type Serde, TOPICS } from '@learning-tracker/streams';
import type { DeadRecord } from '../slices/slice.ts';

/** Appends what could not be used, before the slice is committed: nothing is lost, and a repeat has the same id. */
export async function publishDeadLetters(
  deps: { readonly log: EventLog; readonly serde: Serde },
  place: { readonly topic: string; readonly partition: number },
  dead: readonly DeadRecord[],
): Promise<void> {
  if (dead.length === 0) return;
  await deps.log.append(
    dead.map(({ record, courseId, learnerId, code, reason }): ProducedRecord => {
      const source = `${place.topic}/${place.partition}/${record.offset}`;
      return {
        topic: TOPICS.deadLetters,
        key: recordKey(courseId, learnerId ?? undefined),
        value: deps.serde.encode('DeadLetter', {
          id: source,
          courseId,
          learnerId,
          code,
          reason,
          source,
          original: record.value,
        }),
      };
    }),
  );
}

/** How many of the newest records were dead; more than half alarms (ARCHITECTURE.md, failure rules). */
export function createDeadRatio(window = 1000): { note(records: number, dead: number): boolean } {
  let slices: { records: number; dead: number }[] = [];
  return {
    /** @returns whether more than half of the last `window` records were dead; false before there were so many */
    note(records, dead) {
      slices.push({ records, dead });
      let total = slices.reduce((n, slice) => n + slice.records, 0);
      while (slices.length > 1 && total - (slices[0]?.records ?? 0) >= window) {
        total -= slices[0]?.records ?? 0;
        slices = slices.slice(1);
      }
      return total >= window && 2 * slices.reduce((n, slice) => n + slice.dead, 0) > total;
    },
  };
}
