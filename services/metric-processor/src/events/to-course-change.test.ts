import { expect, test } from 'vitest';
import { courseChangeOf } from './to-course-change.ts';

const stamp = { courseId: 'c', version: 1 };

test('a configuration that readers could not read is refused', () => {
  for (const json of ['{', '{}', '{"courseId":"c","profile":"best"}']) {
    const refused = () => courseChangeOf({ name: 'CourseConfigured', value: { ...stamp, json } });
    expect(refused).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  }
  const value = { ...stamp, json: '{"courseId":"c"}' };
  expect(courseChangeOf({ name: 'CourseConfigured', value })).toMatchObject({ part: 'config' });
});

test('a calibration that readers could not read is refused', () => {
  for (const json of ['{', '{"version":1}']) {
    const refused = () =>
      courseChangeOf({ name: 'CourseCalibrated', value: { ...stamp, computedAt: 1, json } });
    expect(refused).toThrow();
  }
});
