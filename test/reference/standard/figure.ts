import type { ReferenceFigure, ReferenceReason } from '../model.ts';
import { pythonRound } from '../python-round.ts';

/** A figure with its rounded value and its scaled value within 0 to 10; −0 is 0. */
export function figure(
  raw: number,
  decimals: number,
  unroundedScaled: number,
  more: Partial<ReferenceFigure> = {},
): ReferenceFigure {
  return {
    value: rounded(raw, decimals),
    absolute: null,
    total: null,
    scaled: rounded(limited(unroundedScaled, 0, 10), 2),
    raw: raw + 0,
    reason: null,
    dueSoFar: null,
    ...more,
  };
}

export function noFigure(reason: ReferenceReason, more: Partial<ReferenceFigure> = {}): ReferenceFigure {
  return {
    value: null,
    absolute: null,
    total: null,
    scaled: null,
    raw: null,
    reason,
    dueSoFar: null,
    ...more,
  };
}

/** Python's round, with −0 as 0. */
export function rounded(x: number, decimals: number): number {
  return pythonRound(x, decimals) + 0;
}

export function limited(x: number, least: number, greatest: number): number {
  if (x < least) return least;
  if (x > greatest) return greatest;
  return x;
}

/** Left-to-right sum; no compensation. */
export function sumOf(numbers: readonly number[]): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
