import { TrackerError } from '@learning-tracker/runtime';
import type { LearnerRef } from '../port.ts';

/** Refuses a learner who is not of this partition. @throws TrackerError STORE_PARTITION_UNKNOWN */
export type CheckHome = (learner: LearnerRef, partition: number) => void;

export function createCheckHome(partitionOf: (learner: LearnerRef) => number): CheckHome {
  return (learner, partition) => {
    const home = partitionOf(learner);
    if (home === partition) return;
    throw misplaced(
      `Learner ${learner.learnerId} of course ${learner.courseId} is in partition ${home}, not ${partition}.`,
    );
  };
}

export function misplaced(message: string): TrackerError {
  return new TrackerError(
    'STORE_PARTITION_UNKNOWN',
    message,
    'All processes must use the same partitioner and partition count.',
  );
}
