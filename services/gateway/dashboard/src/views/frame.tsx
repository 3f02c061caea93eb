import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LANGUAGES, messagesIn } from '../messages/index.ts';
import { type Preferences, THEMES } from '../preferences/preferences.ts';
import { useWords } from './words.tsx';

/** Head of every page, with language and colours; `children` is the page itself. */
export function Frame(props: { readonly preferences: Preferences; readonly children: ComponentChildren }) {
  const { preferences, children } = props;
  const { messages } = useWords();
  const language = preferences.language.value;
  const theme = preferences.theme.value;
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.documentElement.lang = language;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [language, theme]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {messages.skip}
      </button>
      <header class="masthead">
        <div class="masthead-row">
          <p class="brand">
            <Mark />
            <span>{messages.product}</span>
          </p>
          <div class="masthead-controls">
            <label>
              <span class="hidden">{messages.language}</span>
              <select
                value={language}
                onChange={({ currentTarget }) => {
                  const chosen = LANGUAGES.find((one) => one === currentTarget.value);
                  if (chosen !== undefined) preferences.language.value = chosen;
                }}
              >
                {LANGUAGES.map((one) => (
                  <option key={one} value={one} lang={one}>
                    {messagesIn(one).languageName}
                  </option>
                ))}
              </select>
            </label>
            <label>
              <span class="hidden">{messages.theme.label}</span>
              <select
                value={theme}
                onChange={({ currentTarget }) => {
                  const chosen = THEMES.find((one) => one === currentTarget.value);
                  if (chosen !== undefined) preferences.theme.value = chosen;
                }}
              >
                {THEMES.map((one) => (
                  <option key={one} value={one}>
                    {messages.theme[one]}
                  </option>
                ))}
              </select>
            </label>
          </div>
        </div>
      </header>
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M16 3 28.400 12 23.600 26.500H8.400L3.600 12Z" class="mark-outer" />
      <path d="M16 8.500 22.500 13.500 20 22H12.500L8 13Z" class="mark-inner" />
    </svg>
  );
}
