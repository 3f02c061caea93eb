import { expect, test } from 'vitest';
import { answersRequest, type ExportRequest } from './model.ts';
import { answers, requestBody } from './wire.ts';

const element = {
  id: 'j1',
  status: 'SUCCESSFUL',
  scope: { typeName: 'courseContext', definition: { courseId: 'c1' } },
  exportType: 'RESEARCH_WITH_SCHEMAS',
  anonymityLevel: 'HASHED_IDS_NO_PII',
  schemaNames: ['users', 'discussions'],
  downloadLink: 'https://files.test/a.zip?Signature=s',
  metadata: { createdBy: 1, createdAt: 1_000, snapshotAt: 2_000, later: true },
  whatever: [1],
};
const parse = (fields: Record<string, unknown> = {}) =>
  answers.jobs.parse({ elements: [{ ...element, ...fields }], paging: {} })[0];

const request: ExportRequest = {
  kind: 'tables',
  scope: { kind: 'course', courseId: 'c1' },
  hashing: 'linked',
  purpose: 'research',
  schemas: ['discussions', 'users'],
};

test('a job is read with its times in microseconds; further fields do no harm', () => {
  expect(parse()).toEqual({
    id: 'j1',
    status: 'successful',
    statusText: 'SUCCESSFUL',
    kind: 'tables',
    scope: { kind: 'course', courseId: 'c1' },
    hashing: 'linked',
    schemas: ['users', 'discussions'],
    interval: null,
    downloadLink: 'https://files.test/a.zip?Signature=s',
    createdAt: 1_000_000,
    startedAt: null,
    completedAt: null,
    snapshotAt: 2_000_000,
  });
});

test('what is null or absent, and statuses, kinds and scopes that nobody knows, are values of their own', () => {
  expect(
    parse({
      status: 'ON_HOLD',
      exportType: 'NEW',
      scope: { typeName: 'new' },
      metadata: null,
      interval: null,
    }),
  ).toMatchObject({ status: 'unknown', statusText: 'ON_HOLD', kind: null, scope: null, createdAt: null });
  expect(answers.jobs.parse({ elements: [{ id: 'j', status: 'PENDING' }] })[0]).toMatchObject({
    status: 'pending',
    scope: null,
    downloadLink: null,
  });
});

test.each([
  [
    { typeName: 'partnerContext', definition: { partnerId: { maestroId: 7 } } },
    { kind: 'partner', partnerId: '7' },
  ],
  [
    { typeName: 'groupContext', definition: { groupId: 'g' } },
    { kind: 'group', groupId: 'g' },
  ],
])('scope %j', (scope, expected) => expect(parse({ scope })?.scope).toEqual(expected));

test('a request has the fields of the specification and no others', () => {
  expect(requestBody(request)).toEqual({
    scope: element.scope,
    exportType: 'RESEARCH_WITH_SCHEMAS',
    anonymityLevel: 'HASHED_IDS_NO_PII',
    statementOfPurpose: 'research',
    schemaNames: ['discussions', 'users'],
  });
  expect(
    requestBody({
      kind: 'clickstream',
      scope: { kind: 'partner', partnerId: '7' },
      hashing: 'isolated',
      purpose: 'p',
      interval: { start: '2026-01-01', end: '2026-01-02' },
      ignoreExisting: true,
    }),
  ).toEqual({
    scope: { typeName: 'partnerContext', definition: { partnerId: { maestroId: '7' } } },
    exportType: 'RESEARCH_EVENTING',
    anonymityLevel: 'HASHED_IDS_WITH_ISOLATED_UGC_NO_PII',
    statementOfPurpose: 'p',
    interval: { start: '2026-01-01', end: '2026-01-02' },
    ignoreExisting: true,
  });
});

test('a job answers a request when all that it tells agrees', () => {
  const job = parse();
  if (job === undefined) throw new Error('no job');
  expect(answersRequest(job, request)).toBe(true);
  expect(answersRequest(job, { ...request, schemas: ['users'] })).toBe(false);
  expect(answersRequest(job, { ...request, hashing: 'isolated' })).toBe(false);
  expect(answersRequest(job, { ...request, scope: { kind: 'course', courseId: 'c2' } })).toBe(false);
  expect(answersRequest(job, { ...request, kind: 'gradebook' })).toBe(false);
});
