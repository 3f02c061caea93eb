import { expect, test } from 'vitest';
import { messagesIn } from '../messages/index.ts';
import { byMetric } from './by-metric.ts';
import { createFormats } from './formats.ts';
import { indicatorViews } from './indicator-view.ts';
import type { Catalogue, Figure } from './learner.ts';
import { METRIC_IDS, type MetricId } from './metrics.ts';

const EMPTY: Figure = {
  value: null,
  absolute: null,
  total: null,
  scaled: null,
  reason: null,
  dueSoFar: null,
  progressOnly: false,
  provisional: false,
};

const CATALOGUE: Catalogue = {
  language: 'en',
  indicators: METRIC_IDS.map((id) => ({
    id,
    name: `Name of ${id}`,
    description: '',
    unit: id === 'metric_4' ? 'hours' : id === 'metric_5' ? 'days' : id === 'metric_2' ? 'of_ten' : 'percent',
    sentence: 'value XXX, count YYY',
    negativeSentence: id === 'metric_5' ? 'XXX before' : null,
  })),
  questionnaire: { min: 1, max: 7, minLabel: '', maxLabel: '', statements: [] },
};

function viewOf(id: MetricId, figure: Partial<Figure>, language: 'en' | 'nl' = 'en') {
  const messages = messagesIn(language);
  const figures = byMetric((one) => (one === id ? { ...EMPTY, ...figure } : EMPTY));
  const words = { messages, formats: createFormats(language === 'en' ? 'en-GB' : 'nl', messages) };
  const [view] = indicatorViews([id], CATALOGUE, figures, words);
  if (view === undefined) throw new Error('no view');
  return view;
}

test('fills value and count into the sentence, as the language writes them', () => {
  const figure = { value: 1234.5, absolute: 1200, scaled: 3 };
  expect(viewOf('metric_4', figure).sentence).toBe('value 1,234.5, count 1,200');
  expect(viewOf('metric_4', figure, 'nl').sentence).toBe('value 1.234,5, count 1.200');
});

test.each([
  ['metric_1', 63, '63%'],
  ['metric_2', 6.3, '6.3 of 10'],
  ['metric_4', 12.4, '12.4 hours'],
  ['metric_5', -1.5, '−1.5 days'],
] as const)('%s has its unit', (id, value, text) => {
  expect(viewOf(id, { value, scaled: 1 }).value).toBe(text);
});

test('a negative value says its amount in a sentence of its own, where there is one', () => {
  expect(viewOf('metric_5', { value: -1.5, scaled: 10 }).sentence).toBe('1.5 before');
  expect(viewOf('metric_5', { value: 1.5, scaled: 8 }).sentence).toBe('value 1.5, count –');
  expect(viewOf('metric_4', { value: -1.5, scaled: 0 }).sentence).toBe('value −1.5, count –');
});

test.each(['no_data', 'no_calibration', 'not_joinable', 'no_items', 'other'] as const)(
  'without a figure it says why: %s',
  (reason) => {
    const view = viewOf('metric_2', { reason });
    expect(view).toMatchObject({ value: null, scaled: null, expected: null, notes: [] });
    expect(view.sentence).toBe(messagesIn('en').figure.reasons[reason]);
  },
);

test('hours that cannot be scaled are still a figure', () => {
  expect(viewOf('metric_4', { value: 2, reason: 'no_calibration' })).toMatchObject({
    value: '2 hours',
    scaled: null,
  });
});

test('"expected by now" is the share that is due, for 7 to 11 only', () => {
  const figure = { value: 20, scaled: 2, absolute: 2, total: 10, dueSoFar: 5 };
  for (const id of METRIC_IDS) {
    const share = ['metric_7', 'metric_8', 'metric_9', 'metric_10', 'metric_11'].includes(id);
    expect(viewOf(id, figure).expected, id).toBe(share ? 5 : null);
  }
  expect(viewOf('metric_9', figure).notes).toEqual(['5 of 10 expected by now']);
  expect(viewOf('metric_9', { ...figure, total: 0, value: null, reason: 'no_items' }).expected).toBeNull();
});

test('5 and 6 say how many activities their mean is of', () => {
  expect(viewOf('metric_6', { value: 2, scaled: 2, dueSoFar: 46 }).notes).toEqual(['mean of 46 activities']);
  expect(viewOf('metric_6', { value: 2, scaled: 2, dueSoFar: 1 }).notes).toEqual(['from 1 activity']);
});

test('says what is provisional, and what comes from progress alone', () => {
  const { figure } = messagesIn('en');
  expect(viewOf('metric_4', { value: 1, scaled: 1, provisional: true, progressOnly: true }).notes).toEqual([
    figure.provisional,
    figure.progressOnly,
  ]);
});

test('a scaled value of the study above 10 is drawn at 10', () => {
  expect(viewOf('metric_4', { value: 99, scaled: 12.5 }).scaled).toBe(10);
});

test('the order is that of the choice; what the catalogue does not name is left out', () => {
  const messages = messagesIn('en');
  const catalogue = { ...CATALOGUE, indicators: CATALOGUE.indicators.filter(({ id }) => id !== 'metric_3') };
  const figures = byMetric(() => EMPTY);
  const words = { messages, formats: createFormats('en', messages) };
  const views = indicatorViews(['metric_9', 'metric_3', 'metric_1'], catalogue, figures, words);
  expect(views.map(({ id }) => id)).toEqual(['metric_9', 'metric_1']);
});
