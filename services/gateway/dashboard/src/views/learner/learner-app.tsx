import { useEffect } from 'preact/hooks';
import type { Keeper } from '../../preferences/keeper.ts';
import type { Preferences } from '../../preferences/preferences.ts';
import type { LearnerSession } from '../../session/learner-session.ts';
import { Frame } from '../frame.tsx';
import { Words, wordsIn } from '../words.tsx';
import { LearnerPage } from './learner-page.tsx';
import { WaitingPage } from './waiting-page.tsx';

export interface LearnerAppProps {
  readonly session: LearnerSession;
  readonly preferences: Preferences;
  readonly keeper: Keeper;
}

/** The dashboard of one learner: waits for the first answer, then shows the last one whatever happens. */
export function LearnerApp({ session, preferences, keeper }: LearnerAppProps) {
  const language = preferences.language.value;
  const loaded = session.loaded.value;
  useEffect(() => session.speak(language), [session, language]);
  return (
    <Words.Provider value={wordsIn(language)}>
      <Frame preferences={preferences}>
        {loaded === null ? (
          <WaitingPage connection={session.connection.value} onRetry={() => void session.refresh()} />
        ) : (
          <LearnerPage session={session} loaded={loaded} keeper={keeper} />
        )}
      </Frame>
    </Words.Provider>
  );
}
