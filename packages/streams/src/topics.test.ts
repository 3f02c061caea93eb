import { expect, it } from 'vitest';
import topics from '../../../schemas/topics.json' with { type: 'json' };
import { recordKey, TOPICS, topicSpecs } from './topics.ts';

it('names exactly the topics of schemas/topics.json', () => {
  expect(Object.values(TOPICS).sort()).toEqual(Object.keys(topics).sort());
  expect(topicSpecs(4).map((spec) => spec.name)).toEqual(Object.values(TOPICS));
});

it('gives every learner-keyed topic the same number of partitions and course-content one', () => {
  expect(Object.fromEntries(topicSpecs(12).map((spec) => [spec.name, spec.partitions]))).toEqual({
    'clickstream-events': 12,
    'table-rows': 12,
    'learner-settings': 12,
    'course-content': 1,
    'dead-letters': 12,
  });
});

it('keys a record by course and learner, or by the course alone', () => {
  expect(recordKey('c', 'l')).toBe('c/l');
  expect(recordKey('c')).toBe('c');
});
