import { writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { answersRequest, openTablesZip, SCHEMA_NAMES, type SchemaName } from '@learning-tracker/coursera';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { openZip } from './folder/zip-entries.ts';
import {
  COURSE,
  clicksRequest,
  DAY_MS,
  exportsFolder,
  gzip,
  served,
  TOKEN,
  tablesRequest,
} from './testing/served.ts';

const scope = tablesRequest.scope;
const rows = Array.from(
  { length: 10 },
  (_, n) => `"u${n}","line ${n % 3 === 0 ? 'with\n' : ''}break"\n`,
).join('');
const ZIP = 'tables_1700000000000.zip';
const files = {
  [ZIP]: 'zip content',
  'clicks/access-2026-03-08.csv.gz': gzip(rows),
  'clicks/video-2026-03-08.csv.gz': gzip(rows),
  'clicks/access-2026-03-09.csv.gz': gzip(rows),
};

async function get(stub: Awaited<ReturnType<typeof served>>, link: string, headers = {}): Promise<Response> {
  return stub.server.fetch(link, { headers });
}

describe('jobs', () => {
  test('go from pending over in progress to successful, and then give out the newest zip', async () => {
    const { folder, put } = exportsFolder(files);
    const stub = await served({ exportsFolder: folder, latencyMs: 10_000 });
    const asked = await stub.api.request(tablesRequest);
    expect(asked).toMatchObject({ status: 'pending', createdAt: stub.nowMs() * 1000, downloadLink: null });
    expect(answersRequest(asked, tablesRequest)).toBe(true);
    stub.pass(5_000);
    expect((await stub.api.job(asked.id)).status).toBe('in-progress');
    put('late_1700000000001.zip', 'later content');
    stub.pass(5_000);
    const done = await stub.api.job(asked.id);
    expect(done).toMatchObject({ status: 'successful', snapshotAt: 1_700_000_000_001_000 });
    expect(new URL(done.downloadLink ?? '').pathname).toMatch(/\/late_1700000000001\.zip$/);
    const answer = await get(stub, done.downloadLink ?? '');
    expect(answer.headers.get('content-length')).toBe('13');
    expect(await answer.text()).toBe('later content');
    put('later_1700000000002.zip', 'not of this job');
    expect((await stub.api.job(asked.id)).snapshotAt).toBe(1_700_000_000_001_000);
    expect((await stub.api.jobs()).map(({ id }) => id)).toEqual([asked.id]);
  });

  test('of tables wait for a zip; those of clicks never have a link', async () => {
    const { folder, put } = exportsFolder();
    const stub = await served({ exportsFolder: folder, latencyMs: 0 });
    const { id } = await stub.api.request(tablesRequest);
    expect((await stub.api.job(id)).status).toBe('in-progress');
    put(ZIP, 'x');
    expect((await stub.api.job(id)).status).toBe('successful');
    const clicks = await stub.api.request(clicksRequest('2026-03-01', '2026-03-09'));
    expect(clicks).toMatchObject({
      status: 'successful',
      downloadLink: null,
      interval: { start: '2026-03-01', end: '2026-03-09' },
    });
  });

  test('an identical recent request is answered with the job there is, unless that is ignored', async () => {
    const stub = await served({ exportsFolder: exportsFolder(files).folder });
    const first = await stub.api.request(tablesRequest);
    expect((await stub.api.request(tablesRequest)).id).toBe(first.id);
    expect((await stub.api.request({ ...tablesRequest, ignoreExisting: true })).id).not.toBe(first.id);
    stub.pass(3_600_001);
    expect((await stub.api.request(tablesRequest)).id).not.toBe(first.id);
  });

  test('or is refused', async () => {
    const stub = await served({ exportsFolder: exportsFolder(files).folder, identical: 'refused' });
    const { id } = await stub.api.request(tablesRequest);
    await expect(stub.api.request(tablesRequest)).rejects.toMatchObject({
      code: 'EXPORT_API_REFUSED',
      message: expect.stringContaining(id),
    });
  });

  test('too many of a course are refused with the time to wait', async () => {
    const stub = await served({ exportsFolder: exportsFolder(files).folder, requestsPerDay: 1 });
    await stub.api.request(tablesRequest);
    const error = await stub.api.request({ ...tablesRequest, ignoreExisting: true }).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: 'EXPORT_API_LIMIT',
      message: expect.stringContaining(`Too many export requests for courseContext~${COURSE}`),
      retryAfterMs: DAY_MS,
    });
  });

  test('of partners, and unknown ids, schemas and dates', async () => {
    const stub = await served({ exportsFolder: exportsFolder(files).folder, latencyMs: 0 });
    const partner = { ...tablesRequest, scope: { kind: 'partner', partnerId: '7' } } as const;
    expect(await stub.api.request(partner)).toMatchObject({ status: 'successful', scope: partner.scope });
    const nobody = { ...tablesRequest, scope: { kind: 'course', courseId: 'nobody' } } as const;
    await expect(stub.api.request(nobody)).rejects.toMatchObject({ code: 'EXPORT_API_NOT_FOUND' });
    await expect(stub.api.request(clicksRequest('2026-03-05', '2026-03-01'))).rejects.toMatchObject({
      code: 'EXPORT_API_REFUSED',
    });
    await expect(stub.api.job('nobody')).rejects.toMatchObject({ code: 'EXPORT_API_NOT_FOUND' });
  });
});

describe('clickstream links', () => {
  const names = (links: readonly string[]) => links.map((link) => new URL(link).pathname.split('/').at(-1));

  test('are one a file, of the days asked for or of all', async () => {
    const { folder, put } = exportsFolder(files);
    const stub = await served({ exportsFolder: folder });
    const day = { start: '2026-03-08', end: '2026-03-08' };
    const links = await stub.api.clickstreamLinks(scope, day);
    expect(names(links)).toEqual(['access-2026-03-08.csv.gz', 'video-2026-03-08.csv.gz']);
    const bytes = await (await get(stub, links[0] ?? '')).bytes();
    expect(gunzipSync(bytes).toString()).toBe(rows);
    expect(await stub.api.clickstreamLinks(scope, { start: '2026-04-01', end: '2026-04-02' })).toEqual([]);
    put('clicks/access-2026-03-08_1.csv.gz', gzip(rows));
    expect(await stub.api.clickstreamLinks(scope)).toHaveLength(4);
  });

  test('may need a job that covers the day', async () => {
    const stub = await served({
      exportsFolder: exportsFolder(files).folder,
      linksNeedJob: true,
      latencyMs: 0,
    });
    expect(await stub.api.clickstreamLinks(scope)).toEqual([]);
    await stub.api.request(clicksRequest('2026-03-09'));
    expect(names(await stub.api.clickstreamLinks(scope))).toEqual(['access-2026-03-09.csv.gz']);
  });

  test('expire, and cannot be forged', async () => {
    const stub = await served({ exportsFolder: exportsFolder(files).folder, linkLifetimeMs: 60_000 });
    const [link = ''] = await stub.api.clickstreamLinks(scope);
    expect((await get(stub, link)).status).toBe(200);
    expect((await get(stub, link.replace(/Expires=\d+/, 'Expires=9999999999'))).status).toBe(403);
    stub.pass(61_000);
    expect((await get(stub, link)).status).toBe(403);
  });

  test('serve a range while the file is the same, else all of it', async () => {
    const { folder } = exportsFolder({ 'access-2026-03-08.csv.gz': '0123456789' });
    const stub = await served({ exportsFolder: folder });
    const [link = ''] = await stub.api.clickstreamLinks(scope);
    const etag = (await get(stub, link)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"/);
    const part = await get(stub, link, { range: 'bytes=4-', 'if-range': etag });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 4-9/10',
      '456789',
    ]);
    const other = await get(stub, link, { range: 'bytes=4-', 'if-range': '"other"' });
    expect([other.status, await other.text()]).toEqual([200, '0123456789']);
  });
});

describe('folders', () => {
  test('named like a course hold its files only', async () => {
    const { folder } = exportsFolder({
      'slug-1/access-2026-03-08.csv.gz': 'one',
      'course-2/access-2026-03-08.csv.gz': 'two',
    });
    const courses = [{ id: COURSE, slug: 'slug-1' }, { id: 'course-2' }];
    const stub = await served({ exportsFolder: folder, courses });
    const [one = ''] = await stub.api.clickstreamLinks(scope);
    const [two = '', ...more] = await stub.api.clickstreamLinks({ kind: 'course', courseId: 'course-2' });
    expect([await (await get(stub, one)).text(), await (await get(stub, two)).text(), more]).toEqual([
      'one',
      'two',
      [],
    ]);
  });

  test('tell their courses by course.json or by the table of courses', async () => {
    const { folder, put } = exportsFolder();
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('"course_id","course_slug"\n"c9","slug-9"\n'), 'in/courses.csv');
    zip.end();
    put(ZIP, await buffer(zip.outputStream));
    const { server, api } = await served({ exportsFolder: folder, courses: undefined });
    expect(await api.courseId('slug-9')).toBe('c9');
    expect(await api.courseSlug('c9')).toBe('slug-9');
    await expect(api.courseId('other')).rejects.toMatchObject({ code: 'EXPORT_API_NOT_FOUND' });
    put('course.json', JSON.stringify([{ courseId: 'c8', slug: 'slug-8' }]));
    const open = await server.app.inject('/api/onDemandCourses.v1/?q=slug&slug=slug-8');
    expect(open.json().elements).toEqual([{ id: 'c8', slug: 'slug-8' }]);
    put('course.json', JSON.stringify({ courseId: 'c7' }));
    expect([await api.courseSlug('c7'), await api.courseId('c7')]).toEqual(['c7', 'c7']);
  });

  test('are any that are asked for where the folder tells of none', async () => {
    const { api } = await served({ exportsFolder: exportsFolder().folder, courses: undefined });
    expect([await api.courseSlug('c1'), await api.courseId('slug-1')]).toEqual(['c1', 'slug-1']);
  });
});

describe('faults', () => {
  test('a request whose answer is lost makes one job only', async () => {
    const { folder } = exportsFolder(files);
    const faults = { 'lost-answer': { times: 2 }, 'too-many-requests': { times: 1 } } as const;
    const stub = await served({ exportsFolder: folder, faults });
    const request = { ...tablesRequest, ignoreExisting: true };
    const first = await stub.api.request(request);
    expect(stub.server.jobs().map(({ id }) => id)).toEqual([first.id]);
    const second = await stub.api.request(request);
    expect(stub.server.jobs().map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  test.each([
    ['never-ready', 'in-progress', null],
    ['terminated', 'terminated', null],
    ['unknown-status', 'unknown', null],
    ['slow', 'in-progress', 'successful'],
  ] as const)('%s', async (fault, soon, later) => {
    const { folder } = exportsFolder(files);
    const stub = await served({ exportsFolder: folder, latencyMs: 1_000, faults: { [fault]: { times: 1 } } });
    const { id } = await stub.api.request(tablesRequest);
    stub.pass(4_000);
    expect((await stub.api.job(id)).status).toBe(soon);
    stub.pass(DAY_MS);
    expect((await stub.api.job(id)).status).toBe(later ?? soon);
  });

  test.each([
    ['server-error', undefined],
    ['too-many-requests', undefined],
    ['forbidden', 'EXPORT_API_FORBIDDEN'],
    ['unauthorized', 'EXPORT_API_UNAUTHORIZED'],
  ] as const)('%s', async (fault, code) => {
    const { folder } = exportsFolder(files);
    const stub = await served({ exportsFolder: folder, faults: { [fault]: { times: 1 } } });
    if (code === undefined) expect(await stub.api.jobs()).toEqual([]);
    else await expect(stub.api.jobs()).rejects.toMatchObject({ code });
  });

  test('a day comes short at first, and whole half a day later', async () => {
    const { folder } = exportsFolder(files);
    const stub = await served({ exportsFolder: folder, faults: { 'short-first': { times: 1 } } });
    const content = async () => {
      const [link = ''] = await stub.api.clickstreamLinks(scope);
      return gunzipSync(await (await get(stub, link)).bytes()).toString();
    };
    const short = await content();
    expect(rows.startsWith(short)).toBe(true);
    expect(short.length).toBeGreaterThan(rows.length / 2);
    expect(short.length).toBeLessThan(rows.length);
    expect(short.endsWith('"\n')).toBe(true);
    stub.pass(DAY_MS / 2);
    expect(await content()).toBe(rows);
  });

  test('headings change, and nothing else', async () => {
    const { folder, put } = exportsFolder();
    const zip = new ZipFile();
    const table = '"course_id","course_item_id","p_user_id","course_item_grade_overall"\n"c","i","u","1"\n';
    zip.addBuffer(Buffer.from(table), 'course_item_grades.csv');
    zip.end();
    put(ZIP, await buffer(zip.outputStream));
    const headings = { course_item_grade_overall: 'grade_in_all' };
    const stub = await served({
      exportsFolder: folder,
      latencyMs: 0,
      faults: { 'changed-headings': { chance: 1 }, headings },
    });
    const { downloadLink } = await stub.api.request(tablesRequest);
    const path = `${exportsFolder().folder}/${ZIP}`;
    writeFileSync(path, await (await get(stub, downloadLink ?? '')).bytes());
    const opened = await openTablesZip(path, {});
    expect(opened.failures).toMatchObject([{ code: 'missing_column' }]);
    await opened.close();
    const aliased = await openTablesZip(path, { aliases: { course_item_grade_overall: ['grade_in_all'] } });
    expect(aliased.failures).toEqual([]);
    await aliased.close();
  });
});

test('a job for some schemas gives out their tables only; one for all of them the zip as it is', async () => {
  const zip = new ZipFile();
  for (const name of ['course_progress', 'course_items', 'course_grades', 'odd_table']) {
    zip.addBuffer(Buffer.from('course_id\n'), `export/${name}.csv`);
  }
  zip.end();
  const { folder, put } = exportsFolder();
  put(ZIP, await buffer(zip.outputStream));
  const stub = await served({ exportsFolder: folder, latencyMs: 0 });
  const tablesOf = async (schemas?: readonly SchemaName[]) => {
    const job = await stub.api.request({ ...tablesRequest, ...(schemas === undefined ? {} : { schemas }) });
    expect(job.schemas).toEqual(schemas ?? SCHEMA_NAMES);
    expect(new URL(job.downloadLink ?? '').pathname.split('/').at(-1)).toBe(ZIP);
    const path = `${exportsFolder().folder}/${ZIP}`;
    writeFileSync(path, await (await get(stub, job.downloadLink ?? '')).bytes());
    const names: string[] = [];
    for await (const { name } of openZip(path)) names.push(name);
    return names;
  };
  const all = ['course_progress.csv', 'course_items.csv', 'course_grades.csv', 'odd_table.csv'];
  expect(await tablesOf()).toEqual(all);
  expect(await tablesOf(SCHEMA_NAMES)).toEqual(all);
  expect(await tablesOf(['course_progress'])).toEqual(['course_progress.csv']);
  expect(await tablesOf(['course_content', 'course_grades'])).toEqual(all.slice(1));
  expect(await tablesOf(['discussions'])).toEqual([]);
});

describe('logins', () => {
  test('a wrong token is refused on the routes that need one', async () => {
    const { server } = await served({ exportsFolder: exportsFolder(files).folder });
    for (const authorization of ['', 'Bearer wrong', `Basic ${TOKEN}`]) {
      const answer = await server.app.inject({
        url: '/api/onDemandExports.v2/?q=my',
        headers: { authorization },
      });
      expect([answer.statusCode, answer.json().errorCode]).toEqual([401, 'unauthorized']);
    }
  });

  test('a code is good once, for its redirect and verifier; without PKCE too', async () => {
    const { server, pass } = await served({
      exportsFolder: exportsFolder(files).folder,
      tokenLifetimeMs: 60_000,
    });
    const redirect_uri = 'http://localhost:9876/callback';
    const authorize = async () => {
      const url = `/oauth2/v1/auth?response_type=code&client_id=c&state=s&redirect_uri=${encodeURIComponent(redirect_uri)}`;
      const answer = await server.app.inject(url);
      expect(answer.statusCode).toBe(302);
      return new URL(String(answer.headers.location)).searchParams;
    };
    const token = async (form: Record<string, string>) => {
      const answer = await server.app.inject({
        method: 'POST',
        url: '/oauth2/v1/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ client_id: 'c', client_secret: 's', ...form }).toString(),
      });
      return { status: answer.statusCode, body: answer.json() };
    };
    const query = await authorize();
    expect(query.get('state')).toBe('s');
    const form = { grant_type: 'authorization_code', code: query.get('code') ?? '', redirect_uri };
    const first = await token(form);
    expect(first).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 60 } });
    expect(await token(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const ask = (bearer: string) =>
      server.app.inject({
        url: '/api/onDemandExports.v2/?q=my',
        headers: { authorization: `Bearer ${bearer}` },
      });
    expect((await ask(first.body.access_token)).statusCode).toBe(200);
    pass(60_000);
    expect((await ask(first.body.access_token)).statusCode).toBe(401);
    const again = await token({ grant_type: 'refresh_token', refresh_token: first.body.refresh_token });
    expect((await ask(again.body.access_token)).statusCode).toBe(200);
  });
});
