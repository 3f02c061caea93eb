import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { REFERENCE_METRIC_IDS } from './model.ts';
import { readReferenceConfig, readReferenceCourse } from './read-export.ts';
import { referenceFigures } from './reference.ts';

const CASE = fileURLToPath(new URL('../cases/b1/', import.meta.url));
const expectedSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.number(),
      absolute_value: z.union([z.number(), z.literal('').transform(() => null)]),
      scaled_value: z.number(),
    }),
  ),
);

test.each(['none', 'learner_enrollment', 'cohort_enrollment'])(
  'lak21 equals every figure of the study script under %s',
  async (rule) => {
    const config = await readReferenceConfig(`${CASE}course.${rule}.json`);
    const course = await readReferenceCourse(`${CASE}inputs`, config);
    const figures = referenceFigures(course, 'lak21');
    const expected = expectedSchema.parse(JSON.parse(readFileSync(`${CASE}expected.${rule}.json`, 'utf8')));
    expect([...figures.keys()].sort()).toEqual(Object.keys(expected).sort());

    let compared = 0;
    const wrong: string[] = [];
    for (const [learnerId, ofLearner] of Object.entries(expected)) {
      expect(Object.keys(ofLearner)).toEqual(REFERENCE_METRIC_IDS);
      for (const metricId of REFERENCE_METRIC_IDS) {
        const want = ofLearner[metricId];
        const got = figures.get(learnerId)?.[metricId];
        // The script adds the weighted grades in file order, so the last digits of that one sum may differ.
        const sameValue =
          metricId === 'metric_12'
            ? Math.abs((got?.value ?? Number.NaN) - (want?.value ?? Number.NaN)) <= 1e-12
            : got?.value === want?.value;
        if (!sameValue) wrong.push(`${learnerId} ${metricId} value ${got?.value} for ${want?.value}`);
        if (got?.absolute !== want?.absolute_value) wrong.push(`${learnerId} ${metricId} absolute`);
        if (got?.scaled !== want?.scaled_value) wrong.push(`${learnerId} ${metricId} scaled`);
        compared += 3;
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBe(114 * 12 * 3);
  },
);

test('standard has figures for all 120 members, each scaled within 0 to 10', async () => {
  const config = await readReferenceConfig(`${CASE}course.none.json`);
  const figures = referenceFigures(await readReferenceCourse(`${CASE}inputs`, config), 'standard');
  expect(figures.size).toBe(120);
  const scaled = [...figures.values()].flatMap((ofLearner) =>
    REFERENCE_METRIC_IDS.map((id) => ofLearner[id].scaled),
  );
  expect(scaled.filter((value) => value !== null && !(value >= 0 && value <= 10))).toEqual([]);
  expect(scaled.filter((value) => value !== null && value > 0 && value < 10).length).toBeGreaterThan(500);
});
