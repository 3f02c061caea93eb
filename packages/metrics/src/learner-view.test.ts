import { expect, test } from 'vitest';
import { hasClick, viewLearner } from './learner-view.ts';
import { answered, asked, progress, stateOf, visited, watched } from './testing/build.ts';
import { DAY } from './time.ts';

test('an erased learner has no view', () => {
  expect(viewLearner({ erased: true })).toBeNull();
});

test('days ascend', () => {
  const view = viewLearner(
    stateOf([visited('lecture/a', 20 * DAY), visited('lecture/a', 3 * DAY), watched(100 * DAY)]),
  );
  expect(view?.days.map(({ day }) => day)).toEqual([3, 20, 100]);
});

test('progress is ordered by time, then item, then state', () => {
  const view = viewLearner(
    stateOf([progress('b', 1, 5), progress('a', 2, 5), progress('a', 1, 5), progress('z', 1, 4)]),
  );
  expect(view?.progress.map(({ itemId, state }) => `${itemId}${state}`)).toEqual(['z1', 'a1', 'a2', 'b1']);
});

test('posts are ordered by time, questions before answers, then id', () => {
  const view = viewLearner(
    stateOf([answered('b', 'q', 5), answered('a', 'q', 5), asked('z', 5), asked('y', 4)]),
  );
  expect(view?.posts.map(({ id }) => id)).toEqual(['y', 'z', 'a', 'b']);
});

test('a video event is a click, a post is none', () => {
  const seen = (facts: Parameters<typeof stateOf>[0]) => {
    const view = viewLearner(stateOf(facts));
    return view !== null && hasClick(view);
  };
  expect(seen([watched(5)])).toBe(true);
  expect(seen([asked('q', 5)])).toBe(false);
});
