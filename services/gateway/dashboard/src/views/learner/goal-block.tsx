import type { Messages } from '../../messages/index.ts';
import type { Settings } from '../../model/learner.ts';
import type { Loaded } from '../../session/learner-session.ts';
import { useWords } from '../words.tsx';
import type { Screen } from './learner-page.tsx';

/** The learner's goal, and whether goal and indicators may be changed now or when next. */
export function GoalBlock(props: { readonly loaded: Loaded; readonly go: (screen: Screen) => void }) {
  const { messages, formats } = useWords();
  const { person, settings } = props.loaded.record;
  const opened = person.mayChoose ? openedText(settings, messages) : null;
  return (
    <section class="goal" aria-labelledby="goal-heading">
      <h2 id="goal-heading" class="label">
        {messages.goal.heading}
      </h2>
      {settings.goal === null ? (
        <p class="goal-none">{messages.goal.none}</p>
      ) : (
        <blockquote class="goal-text">{settings.goal}</blockquote>
      )}
      {!person.mayChoose ? null : opened === null ? (
        <p class="hint">
          {settings.nextChangeAt === null
            ? messages.week.nextUnknown
            : messages.week.next(formats.moment(settings.nextChangeAt))}
        </p>
      ) : (
        <div class="week">
          <p>
            <strong>{messages.week.open}.</strong> {opened}
          </p>
          <div class="buttons">
            {settings.mayChangeGoal ? (
              <button type="button" class="button button-small" onClick={() => props.go('goal')}>
                {messages.goal.change}
              </button>
            ) : null}
            {settings.mayChangeIndicators ? (
              <button type="button" class="button button-small" onClick={() => props.go('indicators')}>
                {messages.choice.change}
              </button>
            ) : null}
          </div>
        </div>
      )}
    </section>
  );
}

function openedText(settings: Settings, { week }: Messages): string | null {
  if (settings.mayChangeGoal && settings.mayChangeIndicators) return week.openBoth;
  if (settings.mayChangeGoal) return week.openGoal;
  return settings.mayChangeIndicators ? week.openIndicators : null;
}
