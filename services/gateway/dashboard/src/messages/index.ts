import { en, type Messages } from './en.ts';
import { nl } from './nl.ts';

export const LANGUAGES = ['en', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];
export type { Messages };

const CATALOGUES: Readonly<Record<Language, Messages>> = { en, nl };

export function messagesIn(language: Language): Messages {
  return CATALOGUES[language];
}
