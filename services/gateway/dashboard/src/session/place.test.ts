import { expect, test } from 'vitest';
import { placeOf } from './place.ts';

test.each([
  ['/w/t0k/courses/c%201/learners/l1', '', { kind: 'learner', base: '/w/t0k', course: 'c 1', learner: 'l1' }],
  ['/w/t0k/courses/c1/learners/me/', '', { kind: 'learner', base: '/w/t0k', course: 'c1', learner: 'me' }],
  ['/w/t0k/dashboard', '', { kind: 'me', base: '/w/t0k' }],
  ['/w/t0k/', '', { kind: 'me', base: '/w/t0k' }],
  ['/dashboard/', '#user=ab12&branch=branch~X', { kind: 'widget', user: 'ab12', branch: 'branch~X' }],
  ['/dashboard/index.html', '#branch=b&user=u', { kind: 'widget', user: 'u', branch: 'b' }],
  ['/dashboard/', '', { kind: 'nowhere' }],
  ['/dashboard/', '#user=ab12', { kind: 'nowhere' }],
  ['/w/t0k/courses/%zz/learners/l', '', { kind: 'learner', base: '/w/t0k', course: '%zz', learner: 'l' }],
])('%s%s', (pathname, hash, place) => {
  expect(placeOf({ pathname, hash })).toEqual(place);
});

test('macros that Coursera did not fill in name nobody', () => {
  const hash = '#user=%HASHED_USER_ID%&branch=%COURSE_BRANCH_ID%';
  expect(placeOf({ pathname: '/dashboard/', hash })).toEqual({ kind: 'nowhere' });
});
