import { useState } from 'preact/hooks';
import type { CourseChoice } from '../../api/cohort-source.ts';
import { type Problem, problemOf } from '../../api/problem.ts';
import type { Preferences } from '../../preferences/preferences.ts';
import type { CohortSession } from '../../session/cohort-session.ts';
import { Frame } from '../frame.tsx';
import { Words, wordsIn } from '../words.tsx';
import { CohortPage } from './cohort-page.tsx';
import { TokenForm } from './token-form.tsx';

/** What a token opens. */
export interface Opened {
  readonly courses: readonly CourseChoice[];
  readonly session: (courseId: string) => CohortSession;
}

export interface StaffAppProps {
  readonly preferences: Preferences;
  /** From the address; null: it is asked for. */
  readonly token: string | null;
  /** Rejects with a `Problem`. */
  readonly open: (token: string) => Promise<Opened>;
}

/** The staff's view: a token, then the cohort of one of its courses. The token is kept in this page only. */
export function StaffApp({ preferences, token, open }: StaffAppProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const language = preferences.language.value;
  async function enter(given: string): Promise<Problem | null> {
    try {
      setOpened(await open(given));
      return null;
    } catch (error) {
      return problemOf(error);
    }
  }
  return (
    <Words.Provider value={wordsIn(language)}>
      <Frame preferences={preferences}>
        {opened === null ? (
          <TokenForm initial={token} enter={enter} />
        ) : (
          <CohortPage opened={opened} language={language} />
        )}
      </Frame>
    </Words.Provider>
  );
}
