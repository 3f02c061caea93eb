import type { Keeper } from '../../preferences/keeper.ts';
import type { Loaded } from '../../session/learner-session.ts';
import { ChoiceForm } from '../forms/choice-form.tsx';
import { ConsentForm } from '../forms/consent-form.tsx';
import { GoalForm } from '../forms/goal-form.tsx';
import { QuestionnaireForm } from '../forms/questionnaire-form.tsx';
import { ScreenHeading } from '../heading.tsx';
import type { Submit } from '../use-change.ts';
import { useWords } from '../words.tsx';
import type { Screen } from './learner-page.tsx';

/** A decision that is made anew, or the questionnaire. */
export function EditScreen(props: {
  readonly screen: Exclude<Screen, 'overview'>;
  readonly loaded: Loaded;
  readonly keeper: Keeper;
  readonly submit: Submit;
  readonly onCancel: () => void;
}) {
  const { screen, loaded, keeper, submit, onCancel } = props;
  const { messages } = useWords();
  const { settings } = loaded.record;
  const form = { submit, onCancel, label: messages.save };
  switch (screen) {
    case 'consent':
      return (
        <section class="form-page">
          <ScreenHeading>{messages.consent.settingTitle}</ScreenHeading>
          <ConsentForm {...form} initial={settings.consent} followUp={settings.followUp} />
        </section>
      );
    case 'goal':
      return (
        <section class="form-page">
          <ScreenHeading>{messages.goal.changeTitle}</ScreenHeading>
          <GoalForm {...form} initial={settings.goal ?? ''} />
        </section>
      );
    case 'indicators':
      return (
        <section class="form-page form-page-wide">
          <ScreenHeading>{messages.choice.changeTitle}</ScreenHeading>
          <p class="lead">{messages.choice.lead}</p>
          <ChoiceForm {...form} initial={settings.selected} catalogue={loaded.catalogue} />
        </section>
      );
    case 'questionnaire':
      return (
        <section class="form-page form-page-wide">
          <ScreenHeading>{messages.questionnaire.title}</ScreenHeading>
          <p class="lead">{messages.questionnaire.lead}</p>
          <QuestionnaireForm
            {...form}
            label={messages.questionnaire.send}
            questionnaire={loaded.catalogue.questionnaire}
            keeper={keeper}
          />
        </section>
      );
  }
}
