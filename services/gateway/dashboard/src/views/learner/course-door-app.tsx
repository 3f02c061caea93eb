import type { Keeper } from '../../preferences/keeper.ts';
import type { Preferences } from '../../preferences/preferences.ts';
import type { CourseDoor } from '../../session/course-door.ts';
import { Frame } from '../frame.tsx';
import { MessagePage } from '../message-page.tsx';
import { Words, wordsIn } from '../words.tsx';
import { LearnerApp } from './learner-app.tsx';
import { WaitingPage } from './waiting-page.tsx';

/** Opens the learner's page as soon as the course is known. */
export function CourseDoorApp(props: {
  readonly door: CourseDoor;
  readonly preferences: Preferences;
  readonly keeper: Keeper;
}) {
  const { door, preferences, keeper } = props;
  const session = door.session.value;
  if (session !== null) return <LearnerApp session={session} preferences={preferences} keeper={keeper} />;
  const words = wordsIn(preferences.language.value);
  const { messages } = words;
  const courses = door.courses.value;
  return (
    <Words.Provider value={words}>
      <Frame preferences={preferences}>
        {courses === null ? (
          <WaitingPage connection={door.connection.value} onRetry={() => void door.refresh()} />
        ) : courses.length === 0 ? (
          <MessagePage {...messages.refused.missing} />
        ) : (
          <MessagePage title={messages.courses.title}>
            <div class="buttons buttons-column">
              {courses.map(({ courseId, name }) => (
                <button key={courseId} type="button" class="button" onClick={() => door.choose(courseId)}>
                  {name ?? messages.courses.untitled(courseId)}
                </button>
              ))}
            </div>
          </MessagePage>
        )}
      </Frame>
    </Words.Provider>
  );
}
