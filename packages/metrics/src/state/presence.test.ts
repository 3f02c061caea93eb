import { expect, test } from 'vitest';
import { DAY, MINUTE } from '../time.ts';
import type { DayPart, ProgressEntry } from './parts.ts';
import { presenceSessions } from './presence.ts';

const day = (number: number, pageRuns: number[], videoRuns: number[] = []): DayPart => ({
  kind: 'day',
  day: number,
  visits: new Map(),
  pageRuns,
  videoRuns,
});
const row = (at: number): ProgressEntry => ({ itemId: 'a', state: 1, at, version: 1, count: 1 });

test('runs that meet over midnight become one session', () => {
  const days = [day(100, [DAY - 10 * MINUTE, DAY - 5 * MINUTE]), day(101, [20 * MINUTE, 25 * MINUTE])];
  expect(presenceSessions(days, [], true)).toEqual([101 * DAY - 10 * MINUTE, 101 * DAY + 25 * MINUTE]);
});

test('a progress time joins runs it lies between', () => {
  const days = [day(0, [0, 0, 60 * MINUTE, 61 * MINUTE])];
  expect(presenceSessions(days, [row(30 * MINUTE)], true)).toEqual([0, 61 * MINUTE]);
});

test('video counts only where asked for', () => {
  const days = [day(0, [0, 1], [5 * 60 * MINUTE, 6 * 60 * MINUTE])];
  expect(presenceSessions(days, [], false)).toEqual([0, 1]);
  expect(presenceSessions(days, [], true)).toEqual([0, 1, 5 * 60 * MINUTE, 6 * 60 * MINUTE]);
});
