import type { Change } from '../model/learner.ts';

/** Route and body of a change on the widget routes (widget-api.md). */
export function changeRequest(change: Change): { readonly route: string; readonly body: unknown } {
  switch (change.kind) {
    case 'consent':
      return {
        route: 'consent',
        body: change.consent
          ? { consent: true, follow_up: change.followUp, email: change.email }
          : { consent: false },
      };
    case 'goal':
      return { route: 'goal', body: { goal: change.goal } };
    case 'selection':
      return { route: 'widget', body: { selected_metrics: change.selected } };
    case 'questionnaire':
      return {
        route: 'SRL',
        body: { SRL_answers: change.answers.map((answer, index) => `srl_item_${index + 1}_${answer}`) },
      };
  }
}
