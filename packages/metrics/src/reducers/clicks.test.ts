import { describe, expect, test } from 'vitest';
import type { ClickFact } from '../facts.ts';
import type { DayPart } from '../state/parts.ts';
import { visited, watched } from '../testing/build.ts';
import { DAY, MINUTE } from '../time.ts';
import { applyClick } from './clicks.ts';

const MORNING = 100 * DAY + 600 * MINUTE;

function dayOf(clicks: readonly ClickFact[]): DayPart {
  const part: DayPart = { kind: 'day', day: 100, visits: new Map(), pageRuns: [], videoRuns: [] };
  for (const click of clicks) applyClick(part, click);
  return part;
}
const clicksOf = (part: DayPart, key: string) => [...(part.visits.get(key)?.clicks.values() ?? [])];

describe('a page visit', () => {
  test('of an item keeps type and id as they stand, not the click', () => {
    const part = dayOf([visited('lecture/abc?x=1', MORNING), visited('lecture/abc?x=1', MORNING + 1)]);
    expect([...part.visits.values()]).toEqual([
      { pageType: 'lecture', itemId: 'abc?x=1', clicks: new Map() },
    ]);
  });

  test('that names neither an item nor the forum leaves presence only', () => {
    expect(dayOf([visited('home/welcome', MORNING)])).toMatchObject({
      visits: new Map(),
      pageRuns: [600 * MINUTE, 600 * MINUTE],
    });
  });

  test('that is not parsed leaves presence only', () => {
    const part = dayOf([visited('lecture/a/b/c/d/e/f/g', MORNING)]);
    expect(part).toMatchObject({ visits: new Map(), pageRuns: [600 * MINUTE, 600 * MINUTE] });
  });

  test('keeps the microseconds of its time', () => {
    const part = dayOf([visited('lecture/a', MORNING + 123_457), visited('discussions', MORNING + 123_459)]);
    expect(part.pageRuns).toEqual([600 * MINUTE + 123_457, 600 * MINUTE + 123_459]);
    expect(clicksOf(part, 'discussions')).toMatchObject([{ offset: 600 * MINUTE + 123_459 }]);
  });
});

describe('a forum click', () => {
  const click = (stamp: Partial<ClickFact>) => visited('discussions', MORNING, stamp);
  const identity = (first: number, last = 0) => new Uint8Array([first, 0, 0, 0, 0, 0, 0, 0, last]);

  test('counts once however often it comes, and again by occurrence, identity or time', () => {
    const part = dayOf([
      click({ identity: identity(1) }),
      click({ identity: identity(1) }),
      click({ identity: identity(1), occurrence: 1 }),
      click({ identity: identity(2) }),
      click({ identity: identity(1), at: MORNING + 1 }),
    ]);
    expect(clicksOf(part, 'discussions')).toHaveLength(4);
  });

  test('is told apart by the first 8 bytes of its identity, in hex', () => {
    const part = dayOf([click({ identity: identity(10, 1) }), click({ identity: identity(10, 2) })]);
    expect(clicksOf(part, 'discussions')).toEqual([
      { offset: 600 * MINUTE, identity: '0a00000000000000', occurrence: 0 },
    ]);
  });

  test('is kept for what either profile counts', () => {
    const pages = ['discussions', 'gradedDiscussionPrompt/a', 'discussionPrompt/a', 'lecture/weeks'];
    const part = dayOf(pages.map((page) => visited(page, MORNING)));
    expect([...part.visits].map(([key, visit]) => [key, visit.clicks.size])).toEqual(
      pages.map((page) => [page, 1]),
    );
  });
});

test('a video event leaves presence of its own and no visit', () => {
  expect(dayOf([watched(MORNING)])).toEqual({
    kind: 'day',
    day: 100,
    visits: new Map(),
    pageRuns: [],
    videoRuns: [600 * MINUTE, 600 * MINUTE],
  });
});
