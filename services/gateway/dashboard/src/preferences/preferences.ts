import { type Signal, signal } from '@preact/signals';
import { LANGUAGES, type Language } from '../messages/index.ts';
import type { Keeper } from './keeper.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface Preferences {
  readonly language: Signal<Language>;
  readonly theme: Signal<Theme>;
}

/** What the reader chose before, else the browser's first language that there is. */
export function createPreferences(keeper: Keeper, browserLanguages: readonly string[]): Preferences {
  const language = signal(oneOf(LANGUAGES, keeper.get('language')) ?? firstKnown(browserLanguages));
  const theme = signal(oneOf(THEMES, keeper.get('theme')) ?? 'system');
  language.subscribe((value) => {
    if (value !== firstKnown(browserLanguages) || keeper.get('language') !== null)
      keeper.set('language', value);
  });
  theme.subscribe((value) => {
    if (value !== 'system' || keeper.get('theme') !== null) keeper.set('theme', value);
  });
  return { language, theme };
}

function firstKnown(tags: readonly string[]): Language {
  for (const tag of tags) {
    const known = oneOf(LANGUAGES, tag.split('-')[0] ?? '');
    if (known !== null) return known;
  }
  return 'en';
}

function oneOf<T extends string>(known: readonly T[], value: string | null): T | null {
  return known.find((one) => one === value) ?? null;
}
