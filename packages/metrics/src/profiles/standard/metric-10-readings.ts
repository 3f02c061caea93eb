import { completedShare, ofType } from './completed-share.ts';

/** Completed reading assignments, % of the items of type description `supplement`. */
export const metric10 = completedShare('metric_10', ofType('supplement'));
