import { STEPS, type Step } from '../../model/first-visit.ts';
import type { Loaded } from '../../session/learner-session.ts';
import { ChoiceForm } from '../forms/choice-form.tsx';
import { ConsentForm } from '../forms/consent-form.tsx';
import { GoalForm } from '../forms/goal-form.tsx';
import { ScreenHeading } from '../heading.tsx';
import type { Submit } from '../use-change.ts';
import { useWords } from '../words.tsx';

/** One of the three decisions before the dashboard; each is stored as it is made. */
export function FirstVisit(props: {
  readonly step: Step;
  readonly loaded: Loaded;
  readonly submit: Submit;
  readonly moved: boolean;
}) {
  const { step, loaded, submit, moved } = props;
  const { messages } = useWords();
  const { settings } = loaded.record;
  const words = { consent: messages.consent, goal: messages.goal, indicators: messages.choice }[step];
  const number = STEPS.indexOf(step) + 1;
  return (
    <section class={step === 'indicators' ? 'form-page form-page-wide' : 'form-page'}>
      <ol class="steps" aria-label={messages.steps.progress(number, STEPS.length)}>
        {STEPS.map((one, index) => (
          <li
            key={one}
            class={index + 1 < number ? 'step step-done' : 'step'}
            aria-current={one === step ? 'step' : undefined}
          >
            <span class="step-number" aria-hidden="true">
              {index + 1}
            </span>
            {messages.steps[one]}
          </li>
        ))}
      </ol>
      <ScreenHeading focus={moved}>{words.title}</ScreenHeading>
      <p class="lead">{words.lead}</p>
      {step === 'consent' ? (
        <ConsentForm
          submit={submit}
          label={messages.continue}
          initial={settings.consent}
          followUp={settings.followUp}
        />
      ) : step === 'goal' ? (
        <GoalForm submit={submit} label={messages.continue} initial="" />
      ) : (
        <ChoiceForm
          submit={submit}
          label={messages.choice.finish}
          initial={[]}
          catalogue={loaded.catalogue}
        />
      )}
    </section>
  );
}
