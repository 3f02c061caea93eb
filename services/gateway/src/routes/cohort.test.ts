import { createCohortCounter, METRIC_IDS } from '@learning-tracker/metrics';
import { encodeCohortSnapshot, type LearnerRecord } from '@learning-tracker/storage';
import { expect, test } from 'vitest';
import { createGateway } from '../gateway.ts';
import {
  createTestBed,
  figuresOf,
  INITIAL_VIEW,
  NOW,
  OPERATOR_TOKEN,
  STAFF_TOKEN,
  TOKEN,
} from '../testing/fakes.ts';
import { cohortAnswer, learnersAnswer } from './schemas.ts';

const COHORT = '/v1/courses/c1/cohort';
const LEARNERS = '/v1/courses/c1/learners';

/** A cohort of 12, of whom 12 have a figure for metric 1 and 3 for metric 7. */
function snapshotBytes(version: number): Uint8Array {
  const counter = createCohortCounter();
  for (let n = 0; n < 12; n += 1) {
    counter.addFigures(
      figuresOf({ metric_1: { scaled: 4.5 }, ...(n < 3 ? { metric_7: { scaled: 1 } } : {}) }),
    );
    counter.addChoices({ goal: n < 2 ? 'pass' : null, selection: ['metric_1'], questionnaires: 1 });
  }
  const summary = counter.finish({ learners: 40, counted: 12 });
  return encodeCohortSnapshot({ profile: 'standard', calibrationVersion: version, at: NOW, ...summary });
}

async function setUp() {
  const bed = createTestBed();
  bed.store.cohorts.set('c1', [
    { day: 19_700, bytes: snapshotBytes(1) },
    { day: 19_701, bytes: snapshotBytes(2) },
  ]);
  // Ten learners of whom the odd ones consent, and settings under a dashboard id.
  for (let n = 0; n < 10; n += 1) {
    bed.store.records.push(recordOf(`t${n}`, 'progress'));
    bed.store.ids.get('c1')?.set(`d${n}`, `t${n}`);
    bed.settings.views.set(`c1/d${n}`, { ...INITIAL_VIEW, consent: n % 2 === 1 });
  }
  bed.store.records.push(recordOf('d1', 'settings'), recordOf('u1', 'progress'));
  bed.store.records.sort((a, b) => (a.learnerId < b.learnerId ? -1 : 1));
  const { app } = await createGateway(bed.deps);
  const get = (url: string, token = STAFF_TOKEN, headers: Record<string, string> = {}) =>
    app.inject({ url, headers: { authorization: `Bearer ${token}`, ...headers } });
  return { ...bed, get };
}

function recordOf(learnerId: string, part: string): LearnerRecord {
  const meta = { revision: 'r', publishedAt: 1, processedAt: 1 };
  return { courseId: 'c1', learnerId, meta, parts: new Map([[part, new Uint8Array()]]) };
}

test('the newest snapshot, with its day and time and nothing of small groups', async () => {
  const { get } = await setUp();
  const answer = await get(COHORT);
  expect(answer.statusCode).toBe(200);
  const cohort = cohortAnswer.parse(answer.json());
  expect(cohort).toMatchObject({
    day: '2023-12-10',
    at: '2020-03-01T12:00:00.000007Z',
    calibrationVersion: 2,
    consent: 'true',
    learners: 40,
    consenting: 12,
    goalsSet: null,
    srlAnswered: 12,
    distributions: { metric_7: { suppressed: true } },
  });
  const [metric] = METRIC_IDS;
  expect(cohort.distributions[metric]).toMatchObject({ n: 12, quantiles: { p50: 4.5, p5: null } });
  const etag = String(answer.headers.etag);
  expect((await get(COHORT, STAFF_TOKEN, { 'if-none-match': etag })).statusCode).toBe(304);
});

test('the snapshot of a day, and none of another', async () => {
  const { get } = await setUp();
  expect((await get(`${COHORT}?day=2023-12-09`)).json()).toMatchObject({ calibrationVersion: 1 });
  const none = await get(`${COHORT}?day=2023-12-08`);
  expect([none.statusCode, none.json().code]).toEqual([404, 'NO_HISTORY']);
  expect((await get(`${COHORT}?day=yesterday`)).statusCode).toBe(400);
});

test.each([COHORT, LEARNERS])('%s is for staff of the course and operators', async (path) => {
  const { get } = await setUp();
  expect((await get(path, TOKEN)).statusCode).toBe(403);
  expect((await get(path.replace('c1', 'c2'))).statusCode).toBe(403);
  expect((await get(path, OPERATOR_TOKEN)).statusCode).toBe(200);
  expect((await get(`${path}?consent=all`)).statusCode).toBe(403);
});

test('learners who consent, page by page, each once', async () => {
  const { get } = await setUp();
  const pages: string[][] = [];
  let next: string | null = null;
  do {
    const after: string = next === null ? '' : `&after=${encodeURIComponent(next)}`;
    const page = learnersAnswer.parse((await get(`${LEARNERS}?limit=2${after}`)).json());
    pages.push(page.learners.map(({ learnerId }) => learnerId));
    next = page.next;
  } while (next !== null);
  expect(pages).toEqual([['t1', 't3'], ['t5', 't7'], ['t9']]);
});

test('an operator sees all of them, and the log has it', async () => {
  const { get, log } = await setUp();
  const page = learnersAnswer.parse((await get(`${LEARNERS}?consent=all`, OPERATOR_TOKEN)).json());
  expect(page.learners).toHaveLength(11);
  expect(page.learners.at(-1)).toEqual({ learnerId: 'u1', dashboardId: null, consent: null });
  expect(log.text()).toContain('"consent":"all"');
});

test('a page of many who do not consent ends early, and says where to go on', async () => {
  const { get, store } = await setUp();
  store.records.splice(0);
  for (let n = 0; n < 1_500; n += 1) store.records.push(recordOf(String(n).padStart(5, '0'), 'progress'));
  const first = learnersAnswer.parse((await get(LEARNERS)).json());
  expect([first.learners, first.next === null]).toEqual([[], false]);
  const second = learnersAnswer.parse((await get(`${LEARNERS}?after=${first.next}`)).json());
  expect(second).toEqual({ learners: [], next: null });
});

test.each(['limit=0', 'limit=201', 'limit=ten', 'after=', 'after=bm90aGluZw'])(
  '%s is refused',
  async (query) => {
    const { get } = await setUp();
    expect((await get(`${LEARNERS}?${query}`)).statusCode).toBe(400);
  },
);
