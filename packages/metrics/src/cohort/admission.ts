import type { Micros } from '../time.ts';
import { SMALLEST_GROUP } from './suppression.ts';

/** Who counts in a snapshot: those whose consent, in force, was given by a time. */
export interface Admission {
  /** 0: nobody. */
  readonly upTo: Micros;
  readonly counted: number;
}

/**
 * Who counts in the next snapshot of a cohort. Two snapshots that differ by fewer than five learners would tell by
 * subtraction what those few are, so newcomers come in together, and where fewer than five have left, the newest
 * consents wait outside with them until enough come in again.
 *
 * @param consentedAt when each consent that is in force was given; sorted in place
 * @param previous of the snapshot before, also of one that was dropped since; null: there was none
 */
export function admit(consentedAt: Micros[], previous: Admission | null): Admission {
  consentedAt.sort((a, b) => a - b);
  const all = { upTo: consentedAt.at(-1) ?? 0, counted: consentedAt.length };
  if (previous === null) return all;
  const stayed = consentedAt.filter((at) => at <= previous.upTo).length;
  const gone = Math.max(0, previous.counted - stayed);
  if (gone > 0 && gone < SMALLEST_GROUP) return theFirst(stayed - (SMALLEST_GROUP - gone), consentedAt);
  return consentedAt.length - stayed >= SMALLEST_GROUP ? all : { upTo: previous.upTo, counted: stayed };
}

/** At most the first `count` of them; consents of one instant stay together. */
function theFirst(count: number, ascending: readonly Micros[]): Admission {
  let counted = Math.max(0, count);
  while (counted > 0 && ascending[counted - 1] === ascending[counted]) counted -= 1;
  return { upTo: ascending[counted - 1] ?? 0, counted };
}
