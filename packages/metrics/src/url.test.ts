import { describe, expect, test } from 'vitest';
import { isForumPage, isForumVisitOfStudy, parsePage, withoutQuery } from './url.ts';

const SITE = 'https://www.coursera.org/learn/slug';
/** A URL of `type` with `parts` parts in all; the site's own are five. */
const withParts = (type: string, parts: number) =>
  [SITE, type, ...Array.from({ length: parts - 6 }, (_, i) => `p${i}`)].join('/');

describe('parsePage', () => {
  test.each(['', 'x', 'https://www.coursera.org', 'https://www.coursera.org/learn/slug'])(
    'fewer than 6 parts are not parsed: %j',
    (url) => {
      expect(parsePage(url)).toBeNull();
    },
  );

  test.each([
    ['home', 9],
    ['discussion', 10],
    ['discussions', 11],
    ['lecture', 11],
    ['', 11],
    ['constructor', 11],
  ])('type %j has names for %d parts, not for one more', (type, most) => {
    expect(parsePage(withParts(type, most))).toMatchObject({ type });
    expect(parsePage(withParts(type, most + 1))).toBeNull();
  });

  test.each([
    ['lecture/abc/a-name', 'lecture', 'abc'],
    ['lecture/abc?x=1#t', 'lecture', 'abc?x=1#t'],
    ['lecture/', 'lecture', ''],
    ['lecture', 'lecture', null],
    ['lecture?x=1', 'lecture?x=1', null],
    ['discussions/weeks/1', 'discussions', 'weeks'],
    ['home/week/1', 'home', null],
    ['discussion/all/1/threads/t', 'discussion', null],
    ['', '', null],
  ])('%j has the page type and item id as they stand', (page, type, itemId) => {
    expect(parsePage(`${SITE}/${page}`)).toEqual({ type, itemId });
  });
});

test.each([
  ['abc', 'abc'],
  ['abc?x=1', 'abc'],
  ['abc#top', 'abc'],
  ['abc#top?x', 'abc'],
  ['?x', ''],
])('withoutQuery(%j) is %j', (text, expected) => {
  expect(withoutQuery(text)).toBe(expected);
});

test.each([
  ['discussions', true],
  ['discussionPrompt', true],
  ['gradedDiscussionPrompt', true],
  ['discussions?sort=top', true],
  ['discussion', false],
  ['Discussions', false],
  ['lecture', false],
])('a page of type %j is of the forum: %s', (type, expected) => {
  expect(isForumPage(type)).toBe(expected);
});

test.each([
  ['discussions', 'weeks', true],
  ['lecture', 'weeks', true],
  ['discussionPrompt', 'abc', true],
  ['discussionPrompt', '', true],
  ['discussionPrompt', null, false],
  ['gradedDiscussionPrompt', 'abc', false],
  ['discussions', 'weeks?x', false],
])('the study counts a click on %j, id %j: %s', (type, itemId, expected) => {
  expect(isForumVisitOfStudy({ type, itemId })).toBe(expected);
});
