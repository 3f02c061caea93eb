import { METRIC_IDS } from '@learning-tracker/metrics';
import { expect, test } from 'vitest';
import { createGateway } from '../gateway.ts';
import { catalogueAnswer, explanationAnswer, learnerAnswer, settingsAnswer } from '../routes/schemas.ts';
import { createTestBed, describedCourse, INITIAL_VIEW, TOKEN } from '../testing/fakes.ts';
import { catalogueDocument } from './catalogue-document.ts';

test.each(['en', 'nl'])('%s has words for all indicators and 24 different statements', (language) => {
  const document = catalogueAnswer.parse(catalogueDocument(language));
  expect(document.language).toBe(language);
  expect(document.indicators.map(({ id }) => id)).toEqual([...METRIC_IDS]);
  for (const { sentence } of document.indicators) expect(sentence).toMatch(/XXX|YYY/);
  expect(new Set(document.srl.statements).size).toBe(24);
});

test.each([
  ['nl-BE', 'nl'],
  ['NL', 'nl'],
  ['fr', 'en'],
  ['constructor', 'en'],
])('%s is answered in %s', (asked, language) => {
  expect(catalogueDocument(asked).language).toBe(language);
});

test('course.json says otherwise, also in a language of its own', () => {
  const statements = Array.from({ length: 24 }, (_, n) => `Aussage ${n}`);
  const document = catalogueDocument('de-AT', {
    indicators: { de: { metric_1: { name: 'Wiederholung' } } },
    srlStatements: { de: statements },
  });
  expect(document).toMatchObject({ language: 'de', languages: ['de', 'en', 'nl'] });
  expect(document.indicators[0]).toMatchObject({ name: 'Wiederholung', unit: 'percent' });
  expect(document.srl.statements).toEqual(statements);
});

test('catalogue, learner, settings and explanation are answered as their schemas say, with a tag', async () => {
  const bed = createTestBed();
  bed.settings.views.set('c1/d1', { ...INITIAL_VIEW, goal: 'finish', openedAt: 1_582_484_400_000_000 });
  bed.store.fakeCourses[0] = { courseId: 'c1', version: 2, description: describedCourse('standard', ['b1']) };
  const { app } = await createGateway(bed.deps);
  const learner = `/w/${TOKEN}/v1/courses/c1/learners/me`;
  for (const [path, schema] of [
    ['/v1/catalogue?lang=nl', catalogueAnswer],
    [`/w/${TOKEN}/v1/courses/c1/catalogue`, catalogueAnswer],
    [learner, learnerAnswer],
    [`${learner}/settings`, settingsAnswer],
    [`${learner}/metrics/metric_7/explanation`, explanationAnswer],
  ] as const) {
    const answer = await app.inject(path);
    expect([path, answer.statusCode]).toEqual([path, 200]);
    schema.parse(answer.json());
    const headers = { 'if-none-match': String(answer.headers.etag) };
    expect((await app.inject({ url: path, headers })).statusCode).toBe(304);
  }
  expect((await app.inject(`${learner}/settings`)).json()).toMatchObject({
    goal: 'finish',
    openedWeek: '2020-02-23',
    nextRolloverAt: '2020-03-01T20:00:00.000000Z',
  });
  expect((await app.inject(`${learner}/metrics/metric_4/explanation`)).body).not.toContain('1500');
  expect((await app.inject(`${learner}/metrics/metric_13/explanation`)).statusCode).toBe(400);
});
