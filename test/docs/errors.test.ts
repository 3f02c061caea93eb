import { expect, test } from 'vitest';
import { readErrorCodes, sourcesOf } from '../../scripts/error-codes.ts';

/** Ways in which the sources give a code. */
const GIVEN = [
  /\bnew (?:TrackerError|Refusal|BadValue)\(\s*'(\w+)'/g,
  /\b(?:fileError|failure|dead|deadRecord)\(\s*(?:record,\s*)?'(\w+)'/g,
  /\bcode: '(\w+)'/g,
];
/** Names of zod's own issues. */
const NOT_OURS = ['custom'];

const packages = await readErrorCodes();
const listed = packages.flatMap(({ codes }) => codes.map(({ code }) => code));
const sources = sourcesOf('{packages,services}/*');

test('every code that the sources give is listed', () => {
  const given = sources.flatMap(({ path, text }) =>
    GIVEN.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = '']) => ({ path, code }))),
  );
  expect(given.length).toBeGreaterThan(50);
  const known = new Set([...listed, ...NOT_OURS]);
  expect(given.filter(({ code }) => !known.has(code))).toEqual([]);
});

test('codes are handed on by one function, whose type names them, and by what another thread reported', () => {
  const handing = sources.filter(({ text }) => /\bnew TrackerError\(\s*[^'\s]/.test(text));
  expect(handing.map(({ path }) => path).sort()).toEqual([
    'packages/coursera/src/files/failures.ts',
    'services/fetcher/src/clicks/reading/workers/click-workers.ts',
  ]);
  expect(handing[0]?.text).toContain('code: CourseraErrorCode');
});

test.each(packages)('no code of $folder is listed that nobody gives', ({ codes }) => {
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.filter(({ rooms }) => rooms.length === 0).map(({ code }) => code)).toEqual([]);
});

test('a code stands in one list only, with a sentence', () => {
  expect(listed.filter((code, index) => listed.indexOf(code) !== index)).toEqual([]);
  for (const { code, meaning } of packages.flatMap(({ codes }) => codes)) {
    expect(code).toMatch(/^([A-Z]+(_[A-Z]+)*|[a-z]+(_[a-z]+)*)$/);
    expect(meaning).toMatch(/^[A-Z`].{20,}[.]$/);
  }
});
