import { completedShare, isGraded } from './completed-share.ts';

/** Completed graded assignments, % of the items of graded types. */
export const metric9 = completedShare('metric_9', isGraded);
