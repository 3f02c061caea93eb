import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  connectExportApi,
  createDownloader,
  exportApiEnvironment,
  fileNameOf,
} from '@learning-tracker/coursera';
import { parseEnvironment, systemClock } from '@learning-tracker/runtime';
import { expect, test } from 'vitest';
import { COURSE, put, smallConfig, smallExports } from './small-course.ts';
import { eventually, startTracker, temporaryFolder, tracker } from './support.ts';

const scope = { kind: 'course', courseId: COURSE } as const;

/** A folder of exports, served by the command line. */
async function serve(...args: readonly string[]) {
  const folder = temporaryFolder();
  put(folder, await smallExports());
  writeFileSync(join(folder, 'course.json'), JSON.stringify(smallConfig()));
  const server = startTracker('stub-server', '--exports', folder, '--latency', '100ms', ...args);
  const [, base = ''] = await server.until(/^(http:\/\/127\.0\.0\.1:\d+)\n/);
  const variables = { COURSERA_API_URL: `${base}/api/`, COURSERA_ACCOUNTS_URL: `${base}/oauth2/v1/` };
  return { folder, server, base, variables };
}

function clientOf(variables: Record<string, string>) {
  return connectExportApi(parseEnvironment(variables, exportApiEnvironment), { clock: systemClock }).api;
}

test('the stub server gives out tables and clicks, whatever goes wrong, and ends when told', async () => {
  const faults = '429=1,500=1,lost-answer=1,expired-link=2,cut=2';
  const { server, variables, folder } = await serve('--token', 'a-token', '--faults', faults);
  const api = clientOf({ ...variables, COURSERA_ACCESS_TOKEN: 'a-token' });
  const downloader = createDownloader({ clock: systemClock });
  const target = temporaryFolder();
  const { id } = await api.request({ kind: 'tables', scope, hashing: 'linked', purpose: 'test' });
  const job = await eventually(
    () => api.job(id),
    ({ status }) => status === 'successful',
  );
  const link = job.downloadLink ?? '';
  const name = fileNameOf(link);
  await downloader.download({
    link,
    path: join(target, name),
    freshLink: async () => (await api.job(id)).downloadLink,
  });
  expect(readFileSync(join(target, name)).equals(readFileSync(join(folder, name)))).toBe(true);

  const links = await api.clickstreamLinks(scope);
  expect(links.length).toBeGreaterThan(1);
  for (const [index, one] of links.entries()) {
    const path = join(target, fileNameOf(one));
    await downloader.download({
      link: one,
      path,
      freshLink: async () => (await api.clickstreamLinks(scope))[index] ?? null,
    });
    expect(existsSync(path)).toBe(true);
  }
  expect(await server.end('SIGTERM')).toBe(0);
});

test('`tracker fetch --once` brings the figures that the exports give, and asks for nothing twice', async () => {
  const { variables, folder } = await serve('--token', 'a-token', '--faults', '500=2,lost-answer=1,cut=2');
  const env = { ...variables, COURSERA_ACCESS_TOKEN: 'a-token' };
  const place = temporaryFolder();
  const [config, data, exports] = ['course.json', 'tracker.sqlite', 'downloads'].map((name) =>
    join(place, name),
  );
  if (config === undefined || data === undefined || exports === undefined) throw new Error('no place');
  writeFileSync(config, JSON.stringify({ ...smallConfig(), backfillFrom: firstDayOf(folder) }));
  const fetchOnce = async () => {
    const words = ['--config', config, '--exports', exports, '--data', data, '--poll', '200ms'];
    const fetching = startTracker({ env }, '--log-level', 'error', 'fetch', '--once', ...words);
    expect({ code: await fetching.ended, said: fetching.errors() }).toMatchObject({ code: 0 });
    expect(fetching.errors()).toContain(' 0 still open, 0 failed');
    return (await clientOf(env).jobs()).map(({ id }) => id);
  };
  const jobs = await fetchOnce();
  expect(jobs.length).toBeGreaterThan(1);
  expect(await fetchOnce()).toEqual(jobs);

  const explained = (...from: readonly string[]) => tracker('explain', 'cho', '--json', ...from).stdout;
  const figures = explained('--data', data);
  expect(figures).toContain('"metric_12"');
  expect(figures).toBe(explained('--config', config, '--exports', folder));

  const status = tracker('fetch', 'status', '--data', data).stdout;
  expect(status).toMatch(new RegExp(`^${COURSE} +tables +\\d{4}-\\d\\d-\\d\\d +published`, 'm'));
  expect(status).toMatch(new RegExp(`^${COURSE} +clickstream +.* published`, 'm'));
  expect(status).toMatch(new RegExp(`^${COURSE} +clickstream +.* no data`, 'm'));
});

test('`tracker run --api` goes from the export API to answers of the gateway', async () => {
  const { variables, folder } = await serve('--token', 'a-token');
  const env = { ...variables, COURSERA_ACCESS_TOKEN: 'a-token' };
  const place = temporaryFolder();
  writeFileSync(
    join(place, 'course.json'),
    JSON.stringify({ ...smallConfig(), backfillFrom: firstDayOf(folder) }),
  );
  const words = ['--config', 'course.json', '--exports', 'downloads', '--data', 'tracker.sqlite'].map(
    (word) => (word.startsWith('--') ? word : join(place, word)),
  );
  const running = startTracker({ env }, 'run', '--api', ...words, '--port', '0');
  const [, base = ''] = await running.until(/^(http:\/\/\S+)$/m);
  const token = tracker(
    ...['token', '--course', COURSE, '--learner', 'cho', '--data', join(place, 'tracker.sqlite')],
  ).stdout.trim();
  await eventually(
    () => fetch(`${base}/w/${token}/v1/courses/${COURSE}/learners/cho/metrics`),
    ({ status }) => status === 200,
  );
  expect(await running.end('SIGTERM')).toBe(0);
});

function firstDayOf(folder: string): string {
  const days = readdirSync(folder, { recursive: true }).flatMap(
    (path) => /\d{4}-\d\d-\d\d(?=.*\.csv\.gz$)/.exec(String(path))?.[0] ?? [],
  );
  return days.sort()[0] ?? '';
}

test('`tracker auth login` keeps a login that `tracker jobs` uses', async () => {
  const { variables } = await serve();
  const tokenFile = join(temporaryFolder(), 'login.json');
  const env = {
    ...variables,
    COURSERA_CLIENT_ID: 'client',
    COURSERA_CLIENT_SECRET: 'the-client-secret',
    COURSERA_TOKEN_FILE: tokenFile,
  };
  const login = startTracker({ env }, 'auth', 'login', '--redirect-uri', 'http://127.0.0.1:0/callback');
  const [, address = ''] = await login.untilError(/^(http:\/\/\S+\/oauth2\/v1\/auth\?\S+)$/m);
  expect((await fetch(address)).status).toBe(200);
  expect(await login.ended).toBe(0);
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);

  await clientOf(env).request({ kind: 'tables', scope, hashing: 'linked', purpose: 'test' });
  const jobs = startTracker({ env }, 'jobs');
  expect(await jobs.ended).toBe(0);
  expect(jobs.output()).toMatch(/^created\s+id\s+status\s+type\s+hashing\s+scope\s+schemas/);
  expect(jobs.output()).toMatch(new RegExp(`tables +linked +${COURSE} +demographics,users`));
  const json = startTracker({ env }, 'jobs', '--json');
  expect(await json.ended).toBe(0);
  expect(JSON.parse(json.output())).toMatchObject([{ kind: 'tables', hashing: 'linked', scope }]);
  const said = [login, jobs, json].map((each) => each.output() + each.errors()).join();
  const { accessToken, refreshToken } = JSON.parse(readFileSync(tokenFile, 'utf8'));
  for (const secret of ['the-client-secret', accessToken, refreshToken, 'Signature']) {
    expect(said).not.toContain(secret);
  }
});

test('without a login the command line says what to do', async () => {
  const env = { COURSERA_TOKEN_FILE: join(temporaryFolder(), 'none.json'), COURSERA_CLIENT_ID: 'c' };
  const jobs = startTracker({ env }, 'jobs');
  expect(await jobs.ended).toBe(1);
  expect(jobs.errors()).toContain('COURSERA_LOGIN_NEEDED');
  expect(jobs.errors()).toContain('tracker auth login');
});
