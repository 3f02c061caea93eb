import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { dashboardRoutes } from './dashboard-routes.ts';

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The routes over a small build. */
async function setUp(frameAncestors: readonly string[] = []) {
  folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
  await mkdir(join(folder, 'assets'));
  const files = {
    'index.html': 'learners',
    'staff.html': 'staff',
    'manifest.json': '{}',
    'icon.svg': '<svg/>',
    '.inputs': 'secret',
    'assets/a-1.js': 'plain',
    'assets/a-1.js.br': 'brotli',
    'assets/a-1.js.gz': 'gzip',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const app = fastify();
  await app.register(dashboardRoutes, { folder, frameAncestors });
  return app;
}

test.each([
  ['/dashboard/', 'learners'],
  ['/w/any-token/dashboard', 'learners'],
  ['/w/any-token/courses/c1/learners/l1', 'learners'],
  ['/staff/', 'staff'],
])('%s is a page: asked for anew, nothing from elsewhere, no address told to anybody', async (path, text) => {
  const answer = await (await setUp()).inject(path);
  expect(answer.body).toBe(text);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-cache');
  expect(answer.headers['referrer-policy']).toBe('no-referrer');
  const policy = String(answer.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).toMatch(/frame-ancestors 'self'$/);
  expect(policy).not.toContain('unsafe');
});

test('a page that has not changed is not sent again', async () => {
  const app = await setUp();
  const { headers } = await app.inject('/dashboard/');
  const again = await app.inject({ url: '/dashboard/', headers: { 'if-none-match': String(headers.etag) } });
  expect([again.statusCode, again.body]).toEqual([304, '']);
});

test('pages of the origins listed may frame the dashboard', async () => {
  const app = await setUp(['https://www.example.org', 'https://course.example']);
  const { headers } = await app.inject('/dashboard/');
  expect(headers['content-security-policy']).toMatch(
    /frame-ancestors 'self' https:\/\/www\.example\.org https:\/\/course\.example$/,
  );
});

test.each([
  ['br, gzip', 'br', 'brotli'],
  ['gzip', 'gzip', 'gzip'],
  ['identity', undefined, 'plain'],
])(
  'an asset is sent as it was compressed before, to a browser that takes %s',
  async (accept, encoding, text) => {
    const answer = await (await setUp()).inject({
      url: '/dashboard/assets/a-1.js',
      headers: { 'accept-encoding': accept },
    });
    expect([answer.headers['content-encoding'], answer.body]).toEqual([encoding, text]);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['content-type']).toMatch(/javascript/);
  },
);

test.each([
  ['/dashboard', 308, 'dashboard/'],
  ['/staff', 308, 'staff/'],
  ['/w/any-token/', 302, 'dashboard'],
])('%s leads on to its page, under any prefix', async (path, status, location) => {
  const answer = await (await setUp()).inject(path);
  expect([answer.statusCode, answer.headers.location]).toEqual([status, location]);
});

test.each(['/dashboard/.inputs', '/dashboard/assets/', '/dashboard/assets/none.js', '/dashboard/staff.html'])(
  '%s is not served',
  async (path) => {
    expect((await (await setUp()).inject(path)).statusCode).toBeGreaterThanOrEqual(400);
  },
);

test('a dashboard that was not built is said at the start', async () => {
  const app = fastify();
  const registered = app.register(dashboardRoutes, { folder: '/nowhere', frameAncestors: [] });
  await expect(registered).rejects.toMatchObject({ code: 'DASHBOARD_NOT_BUILT' });
});
