import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { CASE, temporaryFolder, tracker } from './support.ts';

const metric = z.object({
  name: z.string(),
  value: z.number(),
  absolute_value: z.union([z.number(), z.literal('')]),
  scaled_value: z.number(),
});
const results = z.record(z.string(), z.record(z.string(), metric.strict()));

const read = (path: string) => results.parse(JSON.parse(readFileSync(path, 'utf8')));

test.each(['none', 'learner_enrollment', 'cohort_enrollment'])(
  'lak21 gives the study’s own figures under %s',
  (rule) => {
    const out = join(temporaryFolder(), 'figures.json');
    const run = tracker(
      'compute',
      '--config',
      join(CASE, `course.${rule}.json`),
      '--exports',
      join(CASE, 'inputs'),
      '--out',
      out,
    );
    expect(run).toMatchObject({ code: 0, stdout: '' });
    const found = read(out);
    const expected = read(join(CASE, `expected.${rule}.json`));
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const [learner, metrics] of Object.entries(expected)) {
      for (const [id, wanted] of Object.entries(metrics)) {
        const figure = found[learner]?.[id];
        // The script adds grades in file order, so the last bit of metric 12's raw value may differ.
        const value = id === 'metric_12' ? expect.closeTo(wanted.value, 12) : wanted.value;
        expect({ learner, ...figure }).toEqual({ learner, ...wanted, value });
      }
    }
  },
);
