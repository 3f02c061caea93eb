import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../messages/index.ts';
import { messagesIn } from '../messages/index.ts';
import { createFormats, localeOf } from '../model/formats.ts';
import type { ViewWords } from '../model/indicator-view.ts';

export function wordsIn(language: Language): ViewWords {
  const messages = messagesIn(language);
  return { messages, formats: createFormats(localeOf(language, navigator.languages), messages) };
}

/** Texts and formats in the reader's language. */
export const Words = createContext<ViewWords | null>(null);

export function useWords(): ViewWords {
  const words = useContext(Words);
  if (words === null) throw new Error('words are provided at the root of each page');
  return words;
}
