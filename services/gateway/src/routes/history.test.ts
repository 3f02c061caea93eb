import { encodeHistoryDay } from '@learning-tracker/storage';
import { expect, test } from 'vitest';
import { createGateway } from '../gateway.ts';
import { createTestBed, figuresOf, TOKEN } from '../testing/fakes.ts';
import { historyAnswer } from './schemas.ts';

const HISTORY = `/w/${TOKEN}/v1/courses/c1/learners/me/history`;

/** Metric 7 of three days, the last after a new calibration. */
async function gatewayWithHistory() {
  const bed = createTestBed();
  const day = (at: number, version: number, done: number) => ({
    day: at,
    bytes: encodeHistoryDay(
      'standard',
      version,
      figuresOf({ metric_7: { value: done * 10, absolute: done, total: 10, scaled: done } }),
    ),
  });
  bed.store.days.set('c1/t1', [day(19_700, 1, 2), day(19_701, 1, 3), day(19_703, 2, 5)]);
  return (await createGateway(bed.deps)).app;
}

test('an indicator day by day, as it was counted then', async () => {
  const app = await gatewayWithHistory();
  const answer = await app.inject(`${HISTORY}?metric=metric_7`);
  expect(answer.statusCode).toBe(200);
  const { days, metric } = historyAnswer.parse(answer.json());
  expect(metric).toBe('metric_7');
  expect(days.map(({ day, value, calibrationVersion }) => [day, value, calibrationVersion])).toEqual([
    ['2023-12-09', 20, 1],
    ['2023-12-10', 30, 1],
    ['2023-12-12', 50, 2],
  ]);
  expect(days[0]).toMatchObject({ absolute_value: 2, total: 10, scaled_value: 2, profile: 'standard' });
  const headers = { 'if-none-match': String(answer.headers.etag) };
  expect((await app.inject({ url: `${HISTORY}?metric=metric_7`, headers })).statusCode).toBe(304);
});

test('a figure that was not there stays absent', async () => {
  const app = await gatewayWithHistory();
  const { days } = historyAnswer.parse((await app.inject(`${HISTORY}?metric=metric_2`)).json());
  expect(days.map(({ value }) => value)).toEqual([null, null, null]);
});

test.each([
  ['from=2023-12-10', ['2023-12-10', '2023-12-12']],
  ['to=2023-12-10', ['2023-12-09', '2023-12-10']],
  ['from=2023-12-10&to=2023-12-11', ['2023-12-10']],
  ['from=2024-01-01', []],
])('%s', async (range, expected) => {
  const app = await gatewayWithHistory();
  const answer = await app.inject(`${HISTORY}?metric=metric_7&${range}`);
  expect(historyAnswer.parse(answer.json()).days.map(({ day }) => day)).toEqual(expected);
});

test.each(['', '?metric=metric_13', '?metric=metric_1&from=2023-13-01', '?metric=metric_1&to=yesterday'])(
  '%s is refused',
  async (query) => {
    const app = await gatewayWithHistory();
    expect((await app.inject(`${HISTORY}${query}`)).statusCode).toBe(400);
  },
);

test('a learner without kept days has none', async () => {
  const { app } = await createGateway(createTestBed().deps);
  expect(historyAnswer.parse((await app.inject(`${HISTORY}?metric=metric_1`)).json()).days).toEqual([]);
});
