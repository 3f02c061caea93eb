import type { Keeper } from './keeper.ts';

const KEY = 'questionnaire';

/** Answers of a questionnaire that is not sent yet, by statement; null: not answered. */
export type Draft = readonly (number | null)[];

/** What was kept, fitted to the questionnaire of today: what does not fit is not answered. */
export function readDraft(
  keeper: Keeper,
  size: number,
  range: { readonly min: number; readonly max: number },
): Draft {
  const kept = parsed(keeper.get(KEY));
  return Array.from({ length: size }, (_, index) => {
    const answer: unknown = kept[index];
    const fits = typeof answer === 'number' && Number.isInteger(answer);
    return fits && answer >= range.min && answer <= range.max ? answer : null;
  });
}

export function keepDraft(keeper: Keeper, draft: Draft): void {
  keeper.set(KEY, JSON.stringify(draft));
}

export function dropDraft(keeper: Keeper): void {
  keeper.set(KEY, null);
}

function parsed(text: string | null): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
