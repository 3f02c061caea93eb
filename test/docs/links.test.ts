import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lawsOf, linksOf, pathsOf, ROOT, readPages } from './pages.ts';

const PAGES = readPages();

test('there are the pages that everything else points to', () => {
  const paths = PAGES.map(({ path }) => path);
  for (const path of ['README.md', 'ARCHITECTURE.md', 'docs/errors.md', 'docs/metrics.md']) {
    expect(paths).toContain(path);
  }
});

test.each(PAGES)('links and paths in $path lead somewhere', (page) => {
  const links = linksOf(page).filter((target) => !existsSync(join(ROOT, target)));
  const paths = pathsOf(page.text).filter((pattern) => globSync(pattern, { cwd: ROOT }).length === 0);
  expect({ links, paths }).toEqual({ links: [], paths: [] });
});

const laws = lawsOf(PAGES.find(({ path }) => path === 'ARCHITECTURE.md') ?? { path: '', text: '' });

test('the laws are numbered without a gap', () => {
  expect(laws.length).toBeGreaterThan(10);
  expect(laws.map(({ number }) => Number(number))).toEqual(laws.map((_, index) => index + 1));
});

test.each(laws)('law $number is held by tests or checks that exist', ({ paths }) => {
  expect(paths).not.toEqual([]);
  for (const pattern of paths) {
    const files = globSync([pattern, `${pattern}/**/*.ts`], { cwd: ROOT });
    const holding = files.filter((file) => /\.test\.ts$|^scripts\/|\/contract\//.test(file));
    expect({ pattern, holds: holding.length > 0 }).toEqual({ pattern, holds: true });
  }
});
