import { completedShare, ofType } from './completed-share.ts';

/** Submitted discussion prompts, % of the items of type description `discussion prompt`. */
export const metric8 = completedShare('metric_8', ofType('discussion prompt'));
