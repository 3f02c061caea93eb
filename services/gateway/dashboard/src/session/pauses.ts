const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * The pause after so many failures in a row: doubled each time, its second half by chance, so that the pages of a
 * class that lost the server together do not come back together.
 */
export function pauseMs(failures: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
  return Math.round(full * (0.5 + random() / 2));
}
