import type { CourseSettings } from '@learning-tracker/metrics';
import { expect, expectTypeOf, test } from 'vitest';
import { TrackerError } from '../errors.ts';
import { type CourseConfig, canonicalCourseJson, parseCourseConfigs } from './index.ts';

function problemsOf(value: unknown): string[] {
  try {
    parseCourseConfigs(JSON.stringify(value), 'c.json');
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    expect(error.code).toBe('CONFIG_INVALID');
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

const full = {
  courseId: 'c1',
  slug: 'a-course',
  partnerId: '7',
  sessions: ['s2', 's1'],
  previousSessions: ['s0'],
  previousCohortMaxima: { metric_2: 1.4, metric_4: 1500 },
  earlyActivityLimit: 'cohort_enrollment',
  gradeWeights: { i1: 0.4, i2: 0.6 },
  gradedItemTypes: ['exam'],
  excludeOptionalItems: true,
  profile: 'lak21',
  timeZone: 'Europe/Berlin',
  rollover: { day: 'Monday', time: '06:30' },
  userIdHashing: 'isolated',
  backfillFrom: '2020-02-29',
  headerAliases: { course_item_id: ['item_id'] },
  publish: { clickstream: ['os'], users: ['country_cd'] },
  indicators: { de: { metric_1: { name: 'Wiederholung', sentence: 'XXX %' } } },
  srlStatements: { en: Array.from({ length: 24 }, (_, index) => `Statement ${index + 1}`) },
};

test('keeps every field and fills in nothing that is given', () => {
  expect(parseCourseConfigs(JSON.stringify(full), 'c.json')).toEqual([full]);
});

test('fills in defaults', () => {
  expect(parseCourseConfigs('{"courseId":"c1"}', 'c.json')).toEqual([
    {
      courseId: 'c1',
      earlyActivityLimit: 'none',
      excludeOptionalItems: false,
      profile: 'standard',
      timeZone: 'UTC',
      rollover: { day: 'Sunday', time: '20:00' },
      userIdHashing: 'linked',
      headerAliases: {},
      publish: {},
    },
  ]);
});

test('an array gives its courses in order, behind a byte order mark too', () => {
  const configs = parseCourseConfigs('\uFEFF[{"courseId":"b"},{"courseId":"a"}]', 'c.json');
  expect(configs.map((config) => config.courseId)).toEqual(['b', 'a']);
});

test('a config can be handed to the metrics', () => {
  expectTypeOf<CourseConfig>().toExtend<CourseSettings>();
});

test.each<[string, unknown, string[]]>([
  ['no course id', {}, ['c.json: courseId: Invalid input: expected string, received undefined']],
  ['an unknown field', { courseId: 'c', colour: 1 }, ['c.json: colour: unknown field']],
  [
    'an unknown inner field',
    { courseId: 'c', rollover: { week: 1 } },
    ['c.json: rollover.week: unknown field'],
  ],
  [
    'a session that is followed and previous',
    { courseId: 'c', sessions: ['s1'], previousSessions: ['s0', 's1'] },
    ['c.json: previousSessions[1]: "s1" is also in sessions; a session is either followed or previous'],
  ],
  ['a session twice', { courseId: 'c', sessions: ['s', 's'] }, ['c.json: sessions[1]: names "s" twice']],
  [
    'no session',
    { courseId: 'c', sessions: [] },
    ['c.json: sessions: follows no session; leave it out to follow all'],
  ],
  [
    'a maximum of 0',
    { courseId: 'c', previousCohortMaxima: { metric_2: 0 } },
    ['c.json: previousCohortMaxima.metric_2: Too small: expected number to be >0'],
  ],
  [
    'a negative weight',
    { courseId: 'c', gradeWeights: { i: -0.1 } },
    ['c.json: gradeWeights.i: Too small: expected number to be >=0'],
  ],
  [
    'an unknown time zone',
    { courseId: 'c', timeZone: 'Europe/Atlantis' },
    ['c.json: timeZone: is not an IANA time zone name such as Europe/Berlin'],
  ],
  [
    'an offset for a time zone',
    { courseId: 'c', timeZone: '+02:00' },
    ['c.json: timeZone: is not an IANA time zone name such as Europe/Berlin'],
  ],
  [
    'a day that does not exist',
    { courseId: 'c', backfillFrom: '2021-02-29' },
    ['c.json: backfillFrom: Invalid ISO date'],
  ],
  [
    'an alias of two headings',
    { courseId: 'c', headerAliases: { a: ['x'], b: ['x'] } },
    ['c.json: headerAliases.b[0]: "x" already stands for "a"'],
  ],
  [
    'an unknown language',
    { courseId: 'c', srlStatements: { '!': Array(24).fill('x') } },
    ['c.json: srlStatements.!: is not a language tag such as en or pt-BR'],
  ],
  [
    'an id with a slash',
    { courseId: 'a/b' },
    ['c.json: courseId: must hold neither white space nor a slash'],
  ],
  [
    'a course twice',
    [{ courseId: 'c' }, { courseId: 'c' }],
    ['c.json: [1].courseId: "c" is used by an earlier course'],
  ],
  [
    'slugs that the id map cannot tell apart',
    [
      { courseId: 'c', slug: 'a-b' },
      { courseId: 'd', slug: 'a_b' },
    ],
    ['c.json: [1].slug: "a_b" is used by an earlier course'],
  ],
  ['an empty array', [], ['c.json: names no course']],
  ['no object', 7, ['c.json: Invalid input: expected object, received number']],
])('refuses %s', (_name, value, expected) => {
  expect(problemsOf(value)).toEqual(expected);
});

test('lists wrong types and contradictions of all courses together', () => {
  const problems = problemsOf([
    { courseId: 'c', profile: 'best', sessions: ['s'], previousSessions: ['s'] },
    { courseId: 'c', gradeWeights: { i: 'much' }, extra: true },
  ]);
  expect(problems.map((line) => line.split(': ')[1])).toEqual([
    '[0].profile',
    '[1].gradeWeights.i',
    '[1].extra',
    '[0].previousSessions[0]',
    '[1].courseId',
  ]);
});

test('names the file of broken JSON', () => {
  expect(() => parseCourseConfigs('{', 'c.json')).toThrow(/^c\.json is not JSON: /);
});

test('equal configs have one canonical text, and it can be parsed again', () => {
  const [a] = parseCourseConfigs(JSON.stringify(full), 'c.json');
  const [b] = parseCourseConfigs(
    JSON.stringify(Object.fromEntries(Object.entries(full).reverse())),
    'c.json',
  );
  if (a === undefined || b === undefined) throw new Error('nothing parsed');
  expect(canonicalCourseJson(b)).toBe(canonicalCourseJson(a));
  expect(canonicalCourseJson(a).indexOf('"backfillFrom"')).toBe(1);
  expect(parseCourseConfigs(canonicalCourseJson(a), 'c.json')).toEqual([a]);
});
