import { expect, test } from 'vitest';
import { barsOf, positionIn, suppressedBars } from './distribution-view.ts';
import { calendarDays, isRecalibrated } from './history.ts';
import { brokenName, radarLayout, radarPoint } from './radar.ts';

test.each([
  ['Online presence', 'Online\npresence'],
  ['Completed course activities', 'Completed\ncourse\nactivities'],
  ['Betrokkenheid bij discussies', 'Betrokkenheid\nbij\ndiscussies'],
  ['Grade', 'Grade'],
])('%s breaks at its spaces', (name, lines) => {
  expect(brokenName(name, 12)).toBe(lines);
});

test('the first axis points up, the next ones go counter-clockwise', () => {
  const close = (point: { x: number; y: number }, x: number, y: number) => {
    expect(point.x).toBeCloseTo(x);
    expect(point.y).toBeCloseTo(y);
  };
  close(radarPoint(10, 0, 4, 0.4), 0.5, 0.1);
  close(radarPoint(10, 1, 4, 0.4), 0.1, 0.5);
  close(radarPoint(5, 2, 4, 0.4), 0.5, 0.7);
  close(radarPoint(0, 3, 4, 0.4), 0.5, 0.5);
});

test('a narrow radar has numbers instead of names', () => {
  expect(radarLayout(320).numbered).toBe(true);
  expect(radarLayout(420).numbered).toBe(false);
});

const day = (name: string, calibrationVersion = 1) => ({
  day: name,
  value: 1,
  scaled: 1,
  calibrationVersion,
});

test('days without a snapshot are gaps, over the change of a month and of summer time', () => {
  const filled = calendarDays([day('2026-10-24'), day('2026-10-26'), day('2026-11-01')]);
  expect(filled.map((one) => [one.day, one.value])).toEqual([
    ['2026-10-24', 1],
    ['2026-10-25', null],
    ['2026-10-26', 1],
    ['2026-10-27', null],
    ['2026-10-28', null],
    ['2026-10-29', null],
    ['2026-10-30', null],
    ['2026-10-31', null],
    ['2026-11-01', 1],
  ]);
  expect(calendarDays([])).toEqual([]);
});

test('a new calibration within the days is noticed', () => {
  expect(isRecalibrated('metric_4', [day('2026-10-24', 3), day('2026-10-25', 4)])).toBe(true);
  expect(isRecalibrated('metric_4', [day('2026-10-24', 3), day('2026-10-25', 3)])).toBe(false);
  expect(isRecalibrated('metric_1', [day('2026-10-24', 3), day('2026-10-25', 4)])).toBe(false);
});

test('bins keep what may not be shown apart from zero', () => {
  const histogram = [
    { from: -7, to: 0, count: 0 },
    { from: 0, to: 7, count: null },
  ];
  expect(barsOf(histogram, String)).toEqual([
    { label: '-7 – 0', count: 0 },
    { label: '0–7', count: null },
  ]);
  const quantiles = { p5: 0, p25: 0, p50: 0, p75: 0, p95: 0 };
  expect(suppressedBars({ n: 9, quantiles, histogram })).toBe(1);
  expect([-7, 0, 3.5, 99].map((value) => positionIn(histogram, value))).toEqual([0, 0.5, 0.75, 1]);
  expect(positionIn([], 1)).toBeNull();
});
