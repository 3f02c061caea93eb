import { expect, test } from 'vitest';
import { changeRequest } from './change-request.ts';

test('"no" sends only the consent; "yes" without follow-up an empty address', () => {
  expect(changeRequest({ kind: 'consent', consent: false })).toEqual({
    route: 'consent',
    body: { consent: false },
  });
  expect(changeRequest({ kind: 'consent', consent: true, followUp: false, email: '' })).toEqual({
    route: 'consent',
    body: { consent: true, follow_up: false, email: '' },
  });
});

test('goal, choice and answers have the routes and names of the widget', () => {
  expect(changeRequest({ kind: 'goal', goal: 'Pass' })).toEqual({ route: 'goal', body: { goal: 'Pass' } });
  expect(changeRequest({ kind: 'selection', selected: ['metric_2'] })).toEqual({
    route: 'widget',
    body: { selected_metrics: ['metric_2'] },
  });
  expect(changeRequest({ kind: 'questionnaire', answers: [5, 1] })).toEqual({
    route: 'SRL',
    body: { SRL_answers: ['srl_item_1_5', 'srl_item_2_1'] },
  });
});
