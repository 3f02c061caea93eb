import { join } from 'node:path';
import { METRIC_IDS, PROFILE_NAMES } from '@learning-tracker/metrics';
import { createSyntheticCourse, writeExports } from '@learning-tracker/synthetic-course';
import { expect, test } from 'vitest';
import { readReferenceConfig, readReferenceCourse, referenceFigures } from '../reference/index.ts';
import { temporaryFolder, tracker } from './support.ts';

test('a whole synthetic course, read and computed by the naive reference, gives the same to the last digit', async () => {
  const folder = temporaryFolder();
  await writeExports(createSyntheticCourse({ seed: 11, learners: 60, weeks: 3 }), folder);
  const config = join(folder, 'course.json');
  const course = await readReferenceCourse(folder, await readReferenceConfig(config));
  for (const profile of PROFILE_NAMES) {
    const run = tracker('compute', '--config', config, '--exports', folder, '--profile', profile);
    expect(run.code).toBe(0);
    const found = JSON.parse(run.stdout);
    const expected = referenceFigures(course, profile);
    expect(Object.keys(found).sort()).toEqual([...expected.keys()].sort());
    for (const [learner, figures] of expected) {
      for (const id of METRIC_IDS) {
        const { value, absolute, scaled, total, raw, reason } = figures[id];
        const wanted = {
          value,
          absolute_value: absolute ?? expect.toBeOneOf(['', null]),
          scaled_value: scaled,
        };
        expect({ learner, id, ...found[learner][id] }).toMatchObject({
          learner,
          id,
          ...wanted,
          ...(profile === 'standard' ? { total, raw, reason } : {}),
        });
      }
    }
  }
});
