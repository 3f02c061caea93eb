/** How long to wait after the crash of a membership before it is made anew. */
export interface CrashPauses {
  /** The pause after a crash now, in milliseconds: doubled with each crash that follows soon on the one before. */
  next(): number;
}

const FIRST_MS = 200;
/** Brokers that are back are not kept waiting for longer. */
const LONGEST_MS = 3_000;
/** A membership that has held so long was sound. */
const SOUND_AFTER_MS = 30_000;

/** @param now milliseconds of a clock that is never set back */
export function createCrashPauses(now: () => number): CrashPauses {
  let crashes = 0;
  let crashedAt = Number.NEGATIVE_INFINITY;
  return {
    next() {
      const at = now();
      crashes = at - crashedAt > SOUND_AFTER_MS ? 0 : crashes + 1;
      crashedAt = at;
      return Math.min(LONGEST_MS, FIRST_MS * 2 ** crashes);
    },
  };
}
