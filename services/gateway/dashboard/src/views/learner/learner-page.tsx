import { useState } from 'preact/hooks';
import { nextStep } from '../../model/first-visit.ts';
import type { Change } from '../../model/learner.ts';
import type { Keeper } from '../../preferences/keeper.ts';
import type { ChangeOutcome, LearnerSession, Loaded } from '../../session/learner-session.ts';
import { useWords } from '../words.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { EditScreen } from './edit-screen.tsx';
import { FirstVisit } from './first-visit.tsx';
import { Overview } from './overview.tsx';

export type Screen = 'overview' | 'consent' | 'goal' | 'indicators' | 'questionnaire';

/** The first visit until all is decided, then the dashboard and the screens it leads to. */
export function LearnerPage(props: {
  readonly session: LearnerSession;
  readonly loaded: Loaded;
  readonly keeper: Keeper;
}) {
  const { session, loaded, keeper } = props;
  const { messages } = useWords();
  const [screen, setScreen] = useState<Screen>('overview');
  // Whether something was done on this page: its first screen does not take the focus from where it was.
  const [moved, setMoved] = useState(false);
  const [notice, setNotice] = useState<'conflict' | 'saved' | 'thanks' | null>(null);
  const { person, settings } = loaded.record;
  const step = person.mayChoose ? nextStep(settings) : null;

  function go(next: Screen): void {
    setMoved(true);
    setNotice(null);
    setScreen(next);
  }

  async function submit(change: Change): Promise<ChangeOutcome> {
    setNotice(null);
    const outcome = await session.change(change);
    if (outcome === 'done' || outcome === 'conflict') {
      setMoved(true);
      setScreen('overview');
      const first = step !== null;
      if (outcome === 'conflict') setNotice('conflict');
      else if (!first) setNotice(change.kind === 'questionnaire' ? 'thanks' : 'saved');
    }
    return outcome;
  }

  return (
    <>
      <ConnectionNotice connection={session.connection.value} loadedAtMs={loaded.loadedAtMs} />
      <div role={notice === 'conflict' ? 'alert' : 'status'}>
        {notice === null ? null : (
          <p class={notice === 'conflict' ? 'notice notice-bad' : 'notice'}>
            {notice === 'thanks' ? messages.questionnaire.thanks : messages.outcome[notice]}
          </p>
        )}
      </div>
      {step !== null ? (
        <FirstVisit key={step} step={step} loaded={loaded} submit={submit} moved={moved} />
      ) : screen === 'overview' ? (
        <Overview session={session} loaded={loaded} keeper={keeper} go={go} moved={moved} />
      ) : (
        <EditScreen
          screen={screen}
          loaded={loaded}
          keeper={keeper}
          submit={submit}
          onCancel={() => go('overview')}
        />
      )}
    </>
  );
}
