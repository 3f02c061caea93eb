import { PassThrough } from 'node:stream';
import type { DownloadNews } from '@learning-tracker/fetcher';
import { expect, test } from 'vitest';
import { createDownloadProgress } from './download-progress.ts';

const news = (state: DownloadNews['state'], bytes: number, name = 'a.zip'): DownloadNews => ({
  name,
  path: `/downloads/${name}`,
  state,
  bytes,
  total: 10,
});

/** Some of a terminal: what is written is kept. */
function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), {
    isTTY,
    columns: 100,
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
    clearScreenDown: () => true,
  });
  return { stream, text: () => String(stream.read() ?? '') };
}

test('elsewhere than on a terminal each download that ends is a line', () => {
  const { stream, text } = screen(false);
  const progress = createDownloadProgress(stream);
  for (const each of [news('begun', 0), news('going', 5), news('done', 10), news('failed', 3, 'b.zip')]) {
    progress.tell(each);
  }
  progress.stop();
  expect(text()).toBe('downloaded a.zip (10 bytes)\ncould not download b.zip; it is tried again\n');
});

test('on a terminal each download has a bar while it is under way', () => {
  const { stream, text } = screen(true);
  const progress = createDownloadProgress(stream);
  progress.tell(news('begun', 0));
  progress.tell(news('going', 5));
  progress.tell(news('going', 4, 'b.zip'));
  progress.tell(news('done', 10));
  progress.stop();
  const shown = text();
  expect(shown).toMatch(/40% \| 4\/10 bytes \| b\.zip/);
  expect(shown).not.toContain('a.zip');
});
