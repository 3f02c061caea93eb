/** Counts of fewer learners are not told: they would speak of persons, not of a cohort. */
export const SMALLEST_GROUP = 5;

/** Null: the group is not told, since it or what it leaves of its whole is too small. */
export type ToldCount = number | null;

function isSmall(count: number): boolean {
  return count > 0 && count < SMALLEST_GROUP;
}

/**
 * The count of a group within a whole that is told.
 *
 * @returns null where the group has 1 to 4 learners, or lacks 1 to 4 of the whole: they could be had by subtraction
 */
export function toldCount(count: number, whole: number): ToldCount {
  return isSmall(count) || isSmall(Math.abs(whole - count)) ? null : count;
}

/**
 * Counts of the cells that a whole falls into, where the whole is told too: cells of 1 to 4 are left out, and further
 * ones, the smallest first, until nothing that is left out follows from the whole.
 *
 * @returns a count or null for each cell, in their order; all null where the whole itself is too small
 */
export function toldCells(counts: readonly number[]): ToldCount[] {
  if (sumOf(counts) < SMALLEST_GROUP) return counts.map(() => null);
  const hidden = new Set([...counts.keys()].filter((cell) => isSmall(counts[cell] ?? 0)));
  const sizes = [...new Set(counts)].filter((count) => count >= SMALLEST_GROUP).sort((a, b) => a - b);
  for (const size of sizes) {
    if (keepsSecret([...hidden].map((cell) => counts[cell] ?? 0))) break;
    // All cells of a size, or a reader who knows this rule learns something from which of them it was.
    for (const [cell, count] of counts.entries()) if (count === size) hidden.add(cell);
  }
  // Two cells of four each: nobody else is there to hide behind but those where nobody is.
  const secret = keepsSecret([...hidden].map((cell) => counts[cell] ?? 0));
  return counts.map((count, cell) => (hidden.has(cell) || (!secret && count === 0) ? null : count));
}

/** Whether each of these counts could be another one, given only that all small ones are among them, and their sum. */
function keepsSecret(counts: readonly number[]): boolean {
  if (counts.length === 0) return true;
  const sum = sumOf(counts);
  if (counts.length === 1 || sum < SMALLEST_GROUP) return false;
  if (!counts.every(isSmall)) return true;
  const rest = counts.length - 1;
  const greatest = SMALLEST_GROUP - 1;
  return Math.max(1, sum - greatest * rest) < Math.min(greatest, sum - rest);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
