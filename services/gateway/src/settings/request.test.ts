import { describe, expect, test } from 'vitest';
import { REQUESTS } from './request.ts';

const ANSWERS = Array.from({ length: 24 }, (_, n) => `srl_item_${n + 1}_${(n % 7) + 1}`);

describe('consent', () => {
  test.each([
    [{ consent: false }, { consent: false, followUp: null, email: null }],
    [
      { consent: true, email: '' },
      { consent: true, followUp: null, email: null },
    ],
    [
      { consent: true, follow_up: false, email: '' },
      { consent: true, followUp: false, email: null },
    ],
    [
      { consent: true, follow_up: true, email: 'ann@example.org' },
      { consent: true, followUp: true, email: 'ann@example.org' },
    ],
    [
      { consent: true, follow_up: true, email: 'not an address' },
      { consent: true, followUp: true, email: null },
    ],
    [
      { consent: true, follow_up: true },
      { consent: true, followUp: true, email: null },
    ],
    [
      { consent: true, more: 1 },
      { consent: true, followUp: null, email: null },
    ],
  ])('%o', (body, expected) => {
    expect(REQUESTS.consent(body)).toEqual({ kind: 'consent', ...expected });
  });

  test.each([
    undefined,
    null,
    'text',
    [],
    {},
    { consent: 'true' },
    { consent: 1 },
    { consent: true, follow_up: 'yes' },
    { consent: true, email: 5 },
  ])('refuses %o', (body) => {
    expect(() => REQUESTS.consent(body)).toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }));
  });
});

describe('goal', () => {
  test.each(['a', 'two\nlines\tand a tab', 'é'.repeat(2000), '🎓'.repeat(2000), '<b>no markup</b>'])(
    'takes plain text',
    (goal) => {
      expect(REQUESTS.goal({ goal })).toEqual({ kind: 'goal', goal });
    },
  );

  test.each([
    [{}, /^goal is missing/],
    [{ goal: 5 }, /^goal is missing or of another kind/],
    [{ goal: '' }, /^goal is empty/],
    [{ goal: ' \n ' }, /^goal is empty/],
    [{ goal: '🎓'.repeat(2001) }, /^goal has more than 2000 characters/],
    [{ goal: 'a\u0000b' }, /^goal holds control characters/],
    [{ goal: 'half \ud83c' }, /^goal holds control characters/],
  ])('refuses %o without repeating it', (body, message) => {
    expect(() => REQUESTS.goal(body)).toThrow(message);
  });
});

describe('selection', () => {
  test('takes 3 to 6 indicators in their order', () => {
    const metrics = ['metric_12', 'metric_1', 'metric_5'];
    expect(REQUESTS.selection({ selected_metrics: metrics })).toEqual({ kind: 'selection', metrics });
  });

  test.each([
    [['metric_1', 'metric_2']],
    [['metric_1', 'metric_2', 'metric_3', 'metric_4', 'metric_5', 'metric_6', 'metric_7']],
    [['metric_1', 'metric_2', 'metric_2']],
    [['metric_1', 'metric_2', 'metric_13']],
    [['metric_1', 'metric_2', 3]],
    ['metric_1'],
    [undefined],
  ])('refuses %o', (metrics) => {
    expect(() => REQUESTS.selection({ selected_metrics: metrics })).toThrow(/^selected_metrics /);
  });
});

describe('questionnaire', () => {
  test('takes 24 answers, in whatever order', () => {
    const answers = ANSWERS.map((one) => Number(one.at(-1)));
    expect(REQUESTS.questionnaire({ SRL_answers: ANSWERS })).toEqual({ kind: 'questionnaire', answers });
    expect(REQUESTS.questionnaire({ SRL_answers: ANSWERS.toReversed() })).toEqual({
      kind: 'questionnaire',
      answers,
    });
  });

  test.each([
    ['too few', ANSWERS.slice(1)],
    ['too many', [...ANSWERS, 'srl_item_24_1']],
    ['one statement twice', [...ANSWERS.slice(1), 'srl_item_2_1']],
    ['an answer of 8', [...ANSWERS.slice(1), 'srl_item_1_8']],
    ['an answer of 0', [...ANSWERS.slice(1), 'srl_item_1_0']],
    ['a statement 25', [...ANSWERS.slice(1), 'srl_item_25_1']],
    ['another text', [...ANSWERS.slice(1), 'srl_item_1_1 ']],
    ['a number', [...ANSWERS.slice(1), 5]],
    ['no list', 'srl_item_1_1'],
  ])('refuses %s', (_, answers) => {
    expect(() => REQUESTS.questionnaire({ SRL_answers: answers })).toThrow(/^SRL_answers /);
  });
});
