import type { SettingsView } from '@learning-tracker/metrics';
import type { InteractionRecorded, LearnerSettingsChanged } from '@learning-tracker/streams';
import { Refusal } from '../errors.ts';
import type { SettingsRequest } from './request.ts';

export type Change = LearnerSettingsChanged['change'];

/**
 * What a request comes to under the present settings (widget-api.md): its change, and the use of the widget where the
 * learner consents to its being recorded. Pure.
 *
 * @throws Refusal (403) for a change that no opened week allows
 */
export function decide(view: SettingsView, request: SettingsRequest): readonly [Change, ...Change[]] {
  switch (request.kind) {
    case 'consent': {
      const { consent, followUp } = request;
      return [{ ConsentChanged: { consent, followUp } }, ...used('consent', consent)];
    }
    case 'goal':
      if (view.goal !== null && !view.goalMayChange) throw notYet('goal');
      return [{ GoalSet: { goal: request.goal } }, ...used('set_goal', view.consent)];
    case 'selection':
      if (view.selection.length > 0 && !view.selectionMayChange) throw notYet('indicators');
      return [{ IndicatorsSelected: { metrics: request.metrics } }, ...used('set_indicators', view.consent)];
    case 'questionnaire':
      return [{ SrlAnswered: { answers: request.answers } }, ...used('srl', view.consent)];
  }
}

function used(kind: InteractionRecorded['kind'], consent: boolean | null): Change[] {
  return consent === true ? [{ InteractionRecorded: { kind } }] : [];
}

function notYet(what: string): Refusal {
  return new Refusal('CHANGE_NOT_OPEN', 403, `The ${what} may be changed once a week is opened for it.`);
}
