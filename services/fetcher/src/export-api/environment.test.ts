import { parseEnvironment } from '@learning-tracker/runtime';
import { expect, test } from 'vitest';
import {
  cycleOptionsOf,
  exportCycleEnvironment,
  exportCycleProblems,
  followsExportApi,
} from './environment.ts';

const read = (env: Record<string, string>) =>
  parseEnvironment(env, exportCycleEnvironment, [exportCycleProblems]);

test('without a login the folder is followed alone', () => {
  expect(followsExportApi(read({}))).toBe(false);
  expect(followsExportApi(read({ COURSERA_CLIENT_ID: '', COURSERA_API_URL: 'https://a.test/api/' }))).toBe(
    false,
  );
});

test.each([
  { COURSERA_ACCESS_TOKEN: 'token' },
  { COURSERA_CLIENT_ID: 'client', COURSERA_REFRESH_TOKEN: 'token' },
  { COURSERA_CLIENT_ID: 'client', COURSERA_TOKEN_FILE: '/login.json' },
])('%j is a login', (env) => {
  expect(followsExportApi(read(env))).toBe(true);
});

test('half a login is a problem, and so is what cannot be read', () => {
  const problems = (env: Record<string, string>) => expect(() => read(env));
  problems({ COURSERA_REFRESH_TOKEN: 'token' }).toThrow('COURSERA_CLIENT_ID: is not set');
  problems({ COURSERA_CLIENT_ID: 'client' }).toThrow('set COURSERA_TOKEN_FILE or COURSERA_REFRESH_TOKEN');
  problems({ FETCHER_SCHEDULE: 'at dawn' }).toThrow(/FETCHER_SCHEDULE \(.*\): .*pattern/is);
  problems({ FETCHER_TIME_ZONE: 'Mars/Phobos' }).toThrow('is not an IANA time zone name');
  problems({ FETCHER_OPEN_JOBS: '0' }).toThrow('FETCHER_OPEN_JOBS');
  problems({ FETCHER_KEEP_FILES: 'perhaps' }).toThrow('FETCHER_KEEP_FILES');
});

test('the options of the cycle are those that the variables say', () => {
  const options = cycleOptionsOf(
    read({ FETCHER_OPEN_JOBS: '3', FETCHER_KEEP_FILES: 'no', FETCHER_POLL_INTERVAL_MS: '600000' }),
  );
  expect(options).toMatchObject({
    maxOpenJobs: 3,
    deletePublished: true,
    firstPollMs: 600_000,
    longestPollMs: 600_000,
  });
});
