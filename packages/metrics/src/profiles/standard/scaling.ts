import { clamp, roundHalfEven } from '../../rounding.ts';

/** 0 to 10 on the radar, from the unrounded figure, to 2 decimals (metrics.md, "`standard`"). */
export function radar(unrounded: number): number {
  return roundHalfEven(clamp(unrounded, 0, 10), 2);
}

/** Percentages: whole per cent in the sentence, a tenth of the unrounded one on the radar. */
export function presentPercent(percent: number): { value: number; scaled: number } {
  return { value: roundHalfEven(percent, 0), scaled: radar(percent / 10) };
}
