import { emptyPart, type PartName } from '@learning-tracker/metrics';
import { expect, test } from 'vitest';
import { type CachedLearner, createPartCache } from './part-cache.ts';

const learner = (learnerId: string, ...names: PartName[]): CachedLearner => ({
  courseId: 'course',
  learnerId,
  meta: null,
  parts: new Map(names.map((name) => [name, { part: emptyPart(name), digest: null }])),
});

test('keeps everything below its limit', () => {
  const cache = createPartCache(3);
  cache.set('ann', learner('ann', 'day/1', 'day/2'));
  cache.grew(2);
  expect([...(cache.get('ann')?.parts.keys() ?? [])]).toEqual(['day/1', 'day/2']);
});

test('at its limit keeps of every learner the newest day and what is no day', () => {
  const cache = createPartCache(3);
  cache.set('ann', learner('ann', 'day/1', 'day/12', 'day/2', 'progress'));
  cache.grew(4);
  expect([...(cache.get('ann')?.parts.keys() ?? [])]).toEqual(['day/12', 'progress']);
});

test('forgets who was not used between two turns, and nobody else', () => {
  const cache = createPartCache(2);
  cache.set('idle', learner('idle', 'progress'));
  cache.set('busy', learner('busy', 'progress'));
  cache.grew(2);
  expect(cache.get('busy')).toBeDefined();
  cache.set('new', learner('new', 'progress'));
  cache.grew(1);
  expect(cache.get('idle')).toBeUndefined();
  expect([cache.get('busy')?.learnerId, cache.get('new')?.learnerId]).toEqual(['busy', 'new']);
});

test('forgets all when cleared', () => {
  const cache = createPartCache(2);
  cache.set('old', learner('old', 'progress'));
  cache.grew(2);
  cache.set('young', learner('young', 'progress'));
  cache.clear();
  expect([cache.get('old'), cache.get('young')]).toEqual([undefined, undefined]);
});
