import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  createAccount,
  createDownloader,
  createExportApi,
  createFixedToken,
  createHttp,
  createMemoryTokens,
  createPartialFile,
  createTokenSource,
  type DownloaderDeps,
  fileNameOf,
  login,
} from '@learning-tracker/coursera';
import { createManualScheduler, systemClock } from '@learning-tracker/runtime';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createExportServer } from './export-server.ts';
import type { FaultRules } from './faults/faults.ts';
import { COURSE, exportsFolder, TOKEN } from './testing/served.ts';

const NAME = 'access-2026-03-08.csv.gz';
const scope = { kind: 'course', courseId: COURSE } as const;
/** Larger than what one connection buffers, so that a cut one has delivered a part. */
const content = randomBytes(3 * 2 ** 20);

/** A stub that listens, a folder to download to, and pauses that take no time. */
async function setUp(faults: FaultRules = {}, more: Partial<DownloaderDeps> = {}) {
  const { folder, put } = exportsFolder({ [NAME]: content });
  const server = await createExportServer({
    exportsFolder: folder,
    token: TOKEN,
    courses: [{ id: COURSE }],
    faults,
  });
  onTestFinished(() => server.close());
  const base = await server.listen({ host: '127.0.0.1', port: 0 });
  const http = createHttp({ clock: systemClock });
  const api = createExportApi({ http, tokens: createFixedToken(TOKEN), apiUrl: `${base}/api` });
  const linkOf = async () => (await api.clickstreamLinks(scope))[0] ?? '';
  const target = join(exportsFolder().folder, 'deep', NAME);
  return { ...downloading(target, more), base, put, linkOf, target };
}

function downloading(target: string, more: Partial<DownloaderDeps>) {
  const scheduler = createManualScheduler();
  const downloader = createDownloader({ clock: systemClock, scheduler, ...more });
  return {
    async download(link: string, freshLink: () => Promise<string | null> = async () => null) {
      let ended = false;
      const seen: number[] = [];
      const done = downloader
        .download({ link, path: target, freshLink, onProgress: ({ bytes }) => seen.push(bytes) })
        .finally(() => {
          ended = true;
        });
      done.catch(() => {});
      await vi.waitUntil(
        () => {
          if (!ended) scheduler.advance(5_000);
          return ended;
        },
        { timeout: 20_000 },
      );
      return { ...(await done), seen };
    },
  };
}

/** A server of one answer, for what the stub does not do. */
async function serveBy(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/${NAME}`;
}

describe('a download', () => {
  test('is whole, for its owner only, and leaves nothing beside it', async () => {
    const { download, linkOf, target } = await setUp();
    const link = await linkOf();
    expect(fileNameOf(link)).toBe(NAME);
    expect(await download(link)).toMatchObject({ path: target, bytes: content.length });
    expect(readFileSync(target).equals(content)).toBe(true);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(existsSync(`${target}.part`) || existsSync(`${target}.note.part`)).toBe(false);
  });

  test('that is cut goes on where it was', async () => {
    const { download, linkOf, target } = await setUp({ cut: { times: 3 } });
    const { seen } = await download(await linkOf());
    expect(readFileSync(target).equals(content)).toBe(true);
    // Had it begun anew, the bytes would have gone back.
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test('goes on in another process, unless the file has changed meanwhile', async () => {
    const { download, linkOf, target, put } = await setUp({ cut: { times: 2 } }, { attempts: 1 });
    await expect(download(await linkOf())).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    const first = statSync(`${target}.part`).size;
    expect(first).toBeGreaterThan(0);
    expect(statSync(`${target}.part`).mode & 0o777).toBe(0o600);
    await expect(download(await linkOf())).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(statSync(`${target}.part`).size).toBeGreaterThan(first);
    const longer = Buffer.concat([randomBytes(10), content]);
    put(NAME, longer);
    await download(await linkOf());
    expect(readFileSync(target).equals(longer)).toBe(true);
  });

  test('asks for a fresh link when one has expired', async () => {
    const { download, linkOf, target } = await setUp({ 'expired-link': { times: 2 } });
    await download(await linkOf(), linkOf);
    expect(existsSync(target)).toBe(true);
    const other = await setUp({ 'expired-link': { chance: 1 } });
    await expect(other.download(await other.linkOf(), other.linkOf)).rejects.toMatchObject({
      code: 'DOWNLOAD_LINK_EXPIRED',
    });
  });

  test('keeps what is there when the disk is full', async () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const { linkOf, target, download } = await setUp(
      {},
      {
        partialFile(path) {
          const partial = createPartialFile(path);
          return {
            ...partial,
            async begin(remote) {
              const sink = await partial.begin(remote);
              let written = 0;
              return {
                sync: () => sink.sync(),
                close: () => sink.close(),
                async writeFile(bytes) {
                  written += bytes.length;
                  if (written > 2 ** 20) throw full;
                  await sink.writeFile(bytes);
                },
              };
            },
          };
        },
      },
    );
    const link = await linkOf();
    await expect(download(link)).rejects.toMatchObject({
      code: 'DOWNLOAD_DISK_FULL',
      message: expect.not.stringContaining('Signature'),
    });
    expect(statSync(`${target}.part`).size).toBeGreaterThan(0);
    await download(link);
    expect(readFileSync(target).equals(content)).toBe(true);
  });

  test('that does not match its checksum is tried once more, then refused and removed', async () => {
    let asked = 0;
    const link = await serveBy((_request, response) => {
      asked += 1;
      response.writeHead(200, { etag: '"a"', 'repr-digest': `sha-256=:${'A'.repeat(43)}=:` }).end('abc');
    });
    const target = join(exportsFolder().folder, NAME);
    await expect(downloading(target, {}).download(link)).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
    expect(asked).toBe(2);
    expect(existsSync(target) || existsSync(`${target}.part`)).toBe(false);
  });

  test('is asked for as it is, and a part of another file is never put behind what is there', async () => {
    const headers: unknown[][] = [];
    const target = join(exportsFolder().folder, NAME);
    const hasArrived = () => existsSync(`${target}.part`) && statSync(`${target}.part`).size === 3;
    const link = await serveBy((request, response) => {
      headers.push([request.headers['accept-encoding'], request.headers.range, request.headers['if-range']]);
      if (headers.length === 1) {
        response.writeHead(200, { etag: '"a"', 'content-length': '6' });
        response.write('abc');
        vi.waitUntil(hasArrived).finally(() => response.destroy());
      } else if (headers.length === 2) {
        response
          .writeHead(206, { etag: '"a"', 'content-range': 'bytes 1-5/6', 'content-length': '5' })
          .end('bcdef');
      } else response.writeHead(200, { etag: '"a"', 'content-length': '6' }).end('abcdef');
    });
    await downloading(target, {}).download(link);
    expect(readFileSync(target, 'utf8')).toBe('abcdef');
    expect(headers).toEqual([
      ['identity', undefined, undefined],
      ['identity', 'bytes=3-', '"a"'],
      ['identity', undefined, undefined],
    ]);
  });

  test('from a silent server is given up', async () => {
    const link = await serveBy((_request, response) => {
      response.writeHead(200, { 'content-length': '6' });
      response.write('abc');
    });
    const target = join(exportsFolder().folder, NAME);
    const { download } = downloading(target, { idleMs: 4_000, attempts: 2 });
    await expect(download(link)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('silent'),
    });
  });

  test('at most as many at once as told', async () => {
    let most = 0;
    const waiting: ServerResponse[] = [];
    // None is answered before there are two, so that fewer at once would wait for ever.
    const link = await serveBy((_request, response) => {
      waiting.push(response);
      most = Math.max(most, waiting.length);
      if (waiting.length === 2) {
        setImmediate(() => {
          for (const each of waiting.splice(0)) each.end('abc');
        });
      }
    });
    const downloader = createDownloader({ clock: systemClock, concurrency: 2 });
    const { folder } = exportsFolder();
    const all = Array.from({ length: 8 }, (_, n) =>
      downloader.download({ link, path: join(folder, `${n}.zip`), freshLink: async () => null }),
    );
    await Promise.all(all);
    expect(most).toBe(2);
  });
});

describe('a login', () => {
  async function account() {
    const { base } = await setUp();
    const http = createHttp({ clock: systemClock });
    return {
      base,
      http,
      account: createAccount({
        http,
        clock: systemClock,
        clientId: 'c',
        clientSecret: 's',
        accountsUrl: `${base}/oauth2/v1/`,
      }),
    };
  }
  const redirect = { scope: 'view_profile', redirectUri: 'http://127.0.0.1:0/callback' };

  test('follows the browser back with code, state and PKCE; then requests are authorized', async () => {
    const { base, http, account: server } = await account();
    const pages: Promise<Response>[] = [];
    const tokens = await login({
      ...redirect,
      account: server,
      onAddress: (url) => {
        pages.push(fetch(url));
      },
    });
    expect((await pages[0])?.status).toBe(200);
    expect(tokens).toMatchObject({ refreshToken: expect.any(String) });
    const store = createMemoryTokens();
    await store.write({ ...tokens, accessToken: 'not valid any more' });
    const source = createTokenSource({ account: server, store, clock: systemClock });
    const api = createExportApi({ http, tokens: source, apiUrl: `${base}/api` });
    expect(await Promise.all([api.jobs(), api.jobs()])).toEqual([[], []]);
  });

  test('takes no answer of another login, and ends when it is refused', async () => {
    const { account: server } = await account();
    const statuses: number[] = [];
    const failing = login({
      ...redirect,
      account: server,
      onAddress: async (url) => {
        const query = new URL(url).searchParams;
        const back = `${query.get('redirect_uri')}?error=access_denied&error_description=no&state=`;
        statuses.push((await fetch(`${back}wrong`)).status);
        statuses.push((await fetch(`${back}${query.get('state')}`).catch(() => ({ status: 0 }))).status);
      },
    });
    await expect(failing).rejects.toMatchObject({
      code: 'COURSERA_LOGIN_FAILED',
      message: expect.stringContaining('access_denied: no'),
    });
    expect(statuses[0]).toBe(400);
  });

  test('ends when nobody comes, and redirects to this machine only', async () => {
    const { account: server } = await account();
    const scheduler = createManualScheduler();
    let ended = false;
    const late = login({ ...redirect, account: server, scheduler, onAddress: () => {} }).finally(() => {
      ended = true;
    });
    late.catch(() => {});
    await vi.waitUntil(() => {
      scheduler.advance(400_000);
      return ended;
    });
    await expect(late).rejects.toMatchObject({ code: 'COURSERA_LOGIN_FAILED' });
    const away = { ...redirect, redirectUri: 'http://example.test/callback' };
    await expect(login({ ...away, account: server, onAddress: () => {} })).rejects.toMatchObject({
      message: expect.stringContaining('example.test'),
    });
  });
});
