import type { SettingsView } from '@learning-tracker/metrics';
import { describe, expect, test } from 'vitest';
import { INITIAL_VIEW } from '../testing/fakes.ts';
import { decide } from './decide.ts';
import type { SettingsRequest } from './request.ts';

const CONSENTS: Partial<SettingsView> = { consent: true };
const GOAL: SettingsRequest = { kind: 'goal', goal: 'g' };
const SELECTION: SettingsRequest = { kind: 'selection', metrics: ['metric_1', 'metric_2', 'metric_3'] };
const consent = (given: boolean): SettingsRequest => ({
  kind: 'consent',
  consent: given,
  followUp: null,
  email: 'a@b.org',
});

const kinds = (view: Partial<SettingsView>, request: SettingsRequest) =>
  decide({ ...INITIAL_VIEW, ...view }, request).map((change) =>
    'InteractionRecorded' in change ? change.InteractionRecorded.kind : Object.keys(change)[0],
  );

describe('what is recorded', () => {
  test.each([
    ['a yes', {}, consent(true), ['ConsentChanged', 'consent']],
    ['a no', {}, consent(false), ['ConsentChanged']],
    ['a withdrawal', CONSENTS, consent(false), ['ConsentChanged']],
    ['a goal before consent', {}, GOAL, ['GoalSet']],
    ['a goal after a no', { consent: false }, GOAL, ['GoalSet']],
    ['a goal', CONSENTS, GOAL, ['GoalSet', 'set_goal']],
    ['indicators', CONSENTS, SELECTION, ['IndicatorsSelected', 'set_indicators']],
    ['a questionnaire', CONSENTS, { kind: 'questionnaire', answers: [1] } as const, ['SrlAnswered', 'srl']],
  ])('of %s', (_, view, request, expected) => {
    expect(kinds(view, request)).toEqual(expected);
  });

  test('never an e-mail address', () => {
    expect(JSON.stringify(decide(INITIAL_VIEW, consent(true)))).not.toContain('a@b.org');
  });
});

describe('a change after the first choice', () => {
  const chosen = { goal: 'old', selection: SELECTION.metrics } as const;
  test.each([
    ['goal', GOAL, { goalMayChange: true }, { selectionMayChange: true }],
    ['indicators', SELECTION, { selectionMayChange: true }, { goalMayChange: true }],
  ])('of %s needs an opened week', (_, request, open, other) => {
    expect(kinds({ ...chosen, ...open }, request)).toHaveLength(1);
    for (const closed of [{}, other]) {
      expect(() => kinds({ ...chosen, ...closed }, request)).toThrow(
        expect.objectContaining({ code: 'CHANGE_NOT_OPEN', statusCode: 403 }),
      );
    }
  });

  test('of consent and questionnaire is always free', () => {
    expect(kinds({ ...chosen, consent: true }, consent(true))).toContain('ConsentChanged');
    expect(kinds({ questionnaires: 3 }, { kind: 'questionnaire', answers: [1] })).toEqual(['SrlAnswered']);
  });
});
