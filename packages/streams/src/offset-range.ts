import { TrackerError } from '@learning-tracker/runtime';
import type { TopicPartition } from './port.ts';

/** The offset itself where the log holds it, else the end of the range that is nearer to it. */
export function nearestOffset(offset: number, begin: number, end: number): number {
  return Math.min(Math.max(offset, begin), end);
}

/** Throws `LOG_OFFSET_OUT_OF_RANGE` unless `begin <= offset <= end`. */
export function checkOffset(
  { topic, partition }: TopicPartition,
  offset: number,
  begin: number,
  end: number,
): void {
  if (Number.isSafeInteger(offset) && offset >= begin && offset <= end) return;
  throw new TrackerError(
    'LOG_OFFSET_OUT_OF_RANGE',
    `offset ${offset} of ${topic}/${partition} is not between its begin ${begin} and its end ${end}`,
    offset < begin
      ? 'Records before the begin are gone: restore the log, or start over from its begin.'
      : 'The position belongs to another log, or the log went back in time: restore it, or rewind.',
  );
}
