/** Codes of this service's errors and dead letters, with what each means and what to do about it (docs/errors.md). */
export const PROCESSOR_ERRORS = {
  POSITION_OUT_OF_RANGE:
    'The store wants to go on at an offset that the log no longer (or not yet) holds. The partition stops, the others go on. Restore the log or the store from backups of one time, or recompute into a new store.',
  RECORD_OUT_OF_PLACE:
    'A record stands on a topic that its event does not belong to, under the key of another learner or course, or in a partition that its key does not belong to. It is a dead letter; look at the producer that wrote it.',
} as const;
