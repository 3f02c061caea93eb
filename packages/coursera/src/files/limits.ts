import type { ZipLimits } from '../model.ts';

/** What a genuine export stays far below: CSV packs some five- to twentyfold. */
export const DEFAULT_LIMITS: ZipLimits = { maxBytes: 64 * 2 ** 30, maxRatio: 200, maxEntries: 10_000 };

/** Below this size a high ratio is no danger, and short files of equal rows do have one. */
const RATIO_MATTERS_FROM = 2 ** 20;

/** Says which limit is passed by content of `packed` bytes that has unpacked to `unpacked` so far; else null. */
export function passedLimit(
  unpacked: number,
  packed: number,
  total: number,
  limits: ZipLimits,
): string | null {
  if (total > limits.maxBytes) return `unpacks to more than ${limits.maxBytes} bytes`;
  if (unpacked > RATIO_MATTERS_FROM && unpacked > packed * limits.maxRatio) {
    return `grows more than ${limits.maxRatio} times by unpacking`;
  }
  return null;
}
