import { completedShare } from './completed-share.ts';

/** Completed course activities, % of all items. */
export const metric7 = completedShare('metric_7', () => true);
