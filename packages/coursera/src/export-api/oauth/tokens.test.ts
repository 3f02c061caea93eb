import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ExportApiError } from '../failures.ts';
import type { Account } from './account.ts';
import { createMemoryTokens, createTokenFile, type StoredTokens } from './token-store.ts';
import { createFixedToken, createTokenSource } from './tokens.ts';

const HOUR = 3_600_000_000;

async function setUp(stored: StoredTokens | null, refreshToken?: string) {
  const store = createMemoryTokens();
  if (stored !== null) await store.write(stored);
  let now = 0;
  const used: string[] = [];
  const account: Account = {
    authorizationUrl: () => '',
    exchange: () => Promise.reject(new Error('not asked for')),
    async refresh(token) {
      used.push(token);
      if (token === 'bad') throw new ExportApiError('EXPORT_API_REFUSED', 'invalid_grant', { status: 400 });
      return { accessToken: `access-${used.length}`, expiresAt: now + HOUR, refreshToken: token };
    },
  };
  return {
    store,
    used,
    tokens: createTokenSource({ account, store, clock: { now: () => now }, refreshToken }),
    pass: (micros: number) => {
      now += micros;
    },
  };
}

test('a token is used until shortly before it expires, then renewed and kept', async () => {
  const { tokens, used, pass, store } = await setUp({ accessToken: 'a', expiresAt: HOUR, refreshToken: 'r' });
  expect(await tokens.current()).toBe('a');
  pass(HOUR - 30_000_000);
  expect(await tokens.current()).toBe('access-1');
  expect(used).toEqual(['r']);
  expect(await store.read()).toMatchObject({ accessToken: 'access-1', refreshToken: 'r' });
});

test('requests that are refused at the same time share one refresh', async () => {
  const { tokens, used } = await setUp({ accessToken: 'a', expiresAt: HOUR, refreshToken: 'r' });
  const refused = await tokens.current();
  const renewed = await Promise.all([1, 2, 3].map(() => tokens.renew(refused, new Error('401'))));
  expect(renewed).toEqual(['access-1', 'access-1', 'access-1']);
  expect(await tokens.renew(refused, new Error('401'))).toBe('access-1');
  expect(used).toEqual(['r']);
});

test('a token that another process renewed is used', async () => {
  const { tokens, used, store } = await setUp({ accessToken: 'a', expiresAt: HOUR, refreshToken: 'r' });
  const refused = await tokens.current();
  await store.write({ accessToken: 'theirs', expiresAt: HOUR, refreshToken: 'r2' });
  expect(await tokens.renew(refused, new Error('401'))).toBe('theirs');
  expect(used).toEqual([]);
});

test('the refresh token of the environment is enough', async () => {
  const { tokens } = await setUp(null, 'from-env');
  expect(await tokens.current()).toBe('access-1');
});

test('without any login it says what to do; a refused refresh asks for a new login', async () => {
  await expect((await setUp(null)).tokens.current()).rejects.toMatchObject({ code: 'COURSERA_LOGIN_NEEDED' });
  const { tokens } = await setUp(null, 'bad');
  await expect(tokens.current()).rejects.toMatchObject({
    code: 'EXPORT_API_UNAUTHORIZED',
    message: expect.stringContaining('invalid_grant'),
    hint: expect.stringContaining('tracker auth login'),
  });
});

test('a fixed token cannot be renewed: the refusal stands', async () => {
  const refusal = new Error('401');
  await expect(createFixedToken('t').renew('t', refusal)).rejects.toBe(refusal);
});

test('the file is for its owner only, replaced as a whole, and its content is never told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokens-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'deep', 'login.json');
  const file = createTokenFile(path);
  expect(await file.read()).toBeNull();
  const tokens = { accessToken: 'a', expiresAt: 5, refreshToken: null };
  await file.write(tokens);
  await file.write({ ...tokens, accessToken: 'b' });
  expect(await file.read()).toEqual({ ...tokens, accessToken: 'b' });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'deep'))).toEqual(['login.json']);
  await writeFile(path, `${(await readFile(path, 'utf8')).slice(0, 20)}secret`);
  const error = await file.read().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'COURSERA_TOKEN_FILE_UNUSABLE' });
  expect(String(error)).not.toContain('secret');
});
