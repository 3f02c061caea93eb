import { completedShare, ofType } from './completed-share.ts';

/** Completed videos, % of the items of type description `lecture`. */
export const metric11 = completedShare('metric_11', ofType('lecture'));
