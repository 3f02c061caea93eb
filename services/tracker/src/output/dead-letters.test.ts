import { describe, expect, it } from 'vitest';
import type { ListedLetter } from '../operators/dead-letters/list.ts';
import { letterJson, letterTable, letterText, retryTable } from './dead-letters.ts';

const letter: ListedLetter = {
  ...{ id: 'abc/access/7', courseId: 'c', learnerId: null, code: 'bad_time', source: 'a.gz:7' },
  ...{ partition: 2, offset: 5, appendedAt: 1_700_000_000_500_000, key: 'c', bytes: 3 },
  reason: 'line 7:\n"\u001b[2Jx" is no time',
  retry: { at: 1_700_000_001_000_000, how: 'requested' },
};

describe('dead letters for people', () => {
  it('take a line each, without what a terminal would obey', () => {
    const [head, line, ...more] = letterTable([letter]).split('\n');
    expect(head).toMatch(/^written +id +code +course +learner +retried +reason$/);
    expect(line).toMatch(
      /^2023-11-14T22:13:20.5Z +abc\/access\/7 +bad_time +c +– +2023-11-14T22:13:21Z +line 7: "\uFFFD\[2Jx" is no time$/,
    );
    expect(more).toEqual([]);
  });

  it.each([
    [{ text: 'a,b' }, '3 bytes of text\na,b'],
    [{ hex: '00ff' }, '3 bytes, in hex\n00ff'],
    [
      {
        event: {
          name: 'DeadLetterRetried',
          value: { id: 'x', courseId: 'c', learnerId: null, how: 'appended' },
        },
      } as const,
      '3 bytes, DeadLetterRetried\n{\n  "id": "x"',
    ],
  ])('end with their original: %j', (original, expected) => {
    const text = letterText(letter, original);
    expect(text).toContain(`original: ${expected}`);
    expect(text).toMatch(/^retried +2023-11-14T22:13:21Z \(requested\)$/m);
  });

  it('are counted by what became of them', () => {
    const groups = [{ outcome: 'appended', why: 'records appended', letters: 12 }] as const;
    expect(retryTable(groups, false)).toMatch(/^12 +appended +records appended$/m);
    expect(retryTable(groups, true)).toContain('nothing was done');
    expect(retryTable([], false)).toBe('no dead letter matches');
  });
});

it('as JSON, a dead letter has times that can be read and its text as it is', () => {
  expect(letterJson(letter)).toMatchObject({
    id: 'abc/access/7',
    reason: letter.reason,
    writtenAt: '2023-11-14T22:13:20.5Z',
    retriedAt: '2023-11-14T22:13:21Z',
    retriedHow: 'requested',
  });
});
