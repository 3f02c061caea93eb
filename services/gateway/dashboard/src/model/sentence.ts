import type { CatalogueEntry, Figure } from './learner.ts';

/**
 * The sentence of a value, its number and count filled in as `number` writes them. Below zero the sentence of its
 * own is used where there is one, and says the amount. Null where there is no value.
 */
export function sentenceOf(
  entry: CatalogueEntry,
  figure: Pick<Figure, 'value' | 'absolute'>,
  number: (value: number) => string,
): string | null {
  const { value, absolute } = figure;
  if (value === null) return null;
  const negative = value < 0 && entry.negativeSentence !== null;
  const template = negative ? (entry.negativeSentence ?? entry.sentence) : entry.sentence;
  const parts: Readonly<Record<string, string>> = {
    XXX: number(negative ? -value : value),
    YYY: absolute === null ? '–' : number(absolute),
  };
  return template.replace(/XXX|YYY/g, (name) => parts[name] ?? name);
}
