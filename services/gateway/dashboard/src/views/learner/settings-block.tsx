import { readDraft } from '../../preferences/draft.ts';
import type { Keeper } from '../../preferences/keeper.ts';
import type { Loaded } from '../../session/learner-session.ts';
import { useWords } from '../words.tsx';
import type { Screen } from './learner-page.tsx';

/** The questionnaire and the consent, under the figures. */
export function SettingsBlock(props: {
  readonly loaded: Loaded;
  readonly keeper: Keeper;
  readonly go: (screen: Screen) => void;
}) {
  const { loaded, keeper, go } = props;
  const { messages } = useWords();
  const { settings } = loaded.record;
  const { questionnaire } = loaded.catalogue;
  const count = questionnaire.statements.length;
  const begun = readDraft(keeper, count, questionnaire).some((answer) => answer !== null);
  const words = messages.questionnaire;
  return (
    <div class="pair">
      <section class="card" aria-labelledby="questionnaire">
        <h2 id="questionnaire">{words.invite}</h2>
        <p>{settings.srlAnswered ? words.answered : words.inviteText(count)}</p>
        <button
          type="button"
          class={settings.srlAnswered ? 'button' : 'button button-main'}
          onClick={() => go('questionnaire')}
        >
          {begun ? words.resume : settings.srlAnswered ? words.again : words.start}
        </button>
      </section>
      <section class="card" aria-labelledby="consent">
        <h2 id="consent">{messages.consent.settingTitle}</h2>
        <p>
          {settings.consent === true ? messages.consent.given : messages.consent.refused}
          {settings.consent === true && settings.followUp ? ` ${messages.consent.followUpGiven}` : ''}
        </p>
        <button type="button" class="button" onClick={() => go('consent')}>
          {messages.consent.change}
        </button>
      </section>
    </div>
  );
}
