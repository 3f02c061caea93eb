import { FEWEST_INDICATORS, type MetricId, MOST_INDICATORS } from './metrics.ts';

/** Characters of a goal; the server counts alike, in UTF-16 units. */
export const LONGEST_GOAL = 2_000;

export function goalProblem(text: string): 'empty' | 'too-long' | null {
  if (text.trim() === '') return 'empty';
  return text.length > LONGEST_GOAL ? 'too-long' : null;
}

/** A first look only; whether an address works, only a letter can tell. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}

export function choiceProblem(selected: readonly MetricId[]): 'too-few' | 'too-many' | null {
  if (selected.length < FEWEST_INDICATORS) return 'too-few';
  return selected.length > MOST_INDICATORS ? 'too-many' : null;
}

/** Adds or takes away; a seventh is not added. The order is that of choosing. */
export function toggled(selected: readonly MetricId[], id: MetricId): readonly MetricId[] {
  if (selected.includes(id)) return selected.filter((one) => one !== id);
  return selected.length < MOST_INDICATORS ? [...selected, id] : selected;
}
