import { expect, test } from 'vitest';
import { cutQueryAndFragment, parsePageUrl } from './url.ts';

const ROOT = 'https://www.coursera.org/learn/slug';

test.each([
  [`${ROOT}`, null],
  [`${ROOT}/`, { type: '', itemId: null }],
  [`${ROOT}/discussions`, { type: 'discussions', itemId: null }],
  [`${ROOT}/lecture/`, { type: 'lecture', itemId: '' }],
  [`${ROOT}/lecture/a?x=1`, { type: 'lecture', itemId: 'a?x=1' }],
  [`${ROOT}/home/week/1`, { type: 'home', itemId: null }],
  [`${ROOT}/home/week/1/4`, { type: 'home', itemId: null }],
  [`${ROOT}/home/week/1/4/5`, null],
  [`${ROOT}/home?x/week/1/4/5/6`, { type: 'home?x', itemId: 'week' }],
  [`${ROOT}/discussion/all/1/threads/x`, { type: 'discussion', itemId: null }],
  [`${ROOT}/discussion/all/1/threads/x/y`, null],
  [`${ROOT}/discussionPrompt/a/name/desc/discussions/x`, { type: 'discussionPrompt', itemId: 'a' }],
  [`${ROOT}/discussionPrompt/a/name/desc/discussions/x/y`, null],
])('%s', (url, expected) => {
  // 11 parts are the most of the other types: `home` names 9 parts, `discussion` 10.
  expect(parsePageUrl(url)).toEqual(expected);
});

test('query and fragment are cut at the first of the two marks', () => {
  expect(['a?x#y', 'a#y?x', 'a', '?x', ''].map(cutQueryAndFragment)).toEqual(['a', 'a', 'a', '', '']);
});
