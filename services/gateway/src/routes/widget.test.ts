import { METRIC_IDS } from '@learning-tracker/metrics';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../catalogue/indicators.ts';
import { createGateway } from '../gateway.ts';
import { createTestBed, describedCourse, INITIAL_VIEW, linkFor, TOKEN } from '../testing/fakes.ts';

async function setUp() {
  const bed = createTestBed();
  const { app } = await createGateway(bed.deps);
  const get = async (path: string) => app.inject(`/w/${await linkFor(path)}${path}`);
  return { ...bed, app, get };
}

const initial = {
  consent: null,
  SRL_quest: false,
  goal: null,
  selected_metrics: [],
  update_goal_flag: false,
  update_indicators_flag: false,
};

test('gives the learner document, a metric without a figure as 0, no text and 0', async () => {
  const { get } = await setUp();
  const answer = await get('/learner_data/d1/b1');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  const { metrics, ...rest } = answer.json();
  expect(rest).toEqual({ course_branch_id: 'b1', hashed_user_id: 'd1', ...initial });
  expect(Object.keys(metrics)).toEqual([...METRIC_IDS]);
  expect(metrics.metric_1).toEqual({
    name: 'Content revision',
    value: 80,
    absolute_value: '',
    scaled_value: 8,
  });
  expect(metrics.metric_5).toMatchObject({ value: -1.5 });
  expect(metrics.metric_7).toMatchObject({ value: 27, absolute_value: 12, scaled_value: 2.67 });
  for (const id of ['metric_8', 'metric_12'] as const) {
    expect(metrics[id]).toEqual({
      name: CATALOGUE[id].name,
      value: 0,
      absolute_value: '',
      scaled_value: 0,
    });
  }
});

test.each(['b1', 'b2', 'c1'])('any branch of the course is accepted and echoed: %s', async (branch) => {
  const { get } = await setUp();
  await get('/learner_data/d1/b1');
  const answer = await get(`/learner_data/d1/${branch}`);
  expect(answer.json()).toMatchObject({ course_branch_id: branch, metrics: { metric_1: { value: 80 } } });
});

test('a learner who is not known gets zeros and the initial settings', async () => {
  const { get, figures } = await setUp();
  const answer = await get('/learner_data/somebody/b1');
  expect(answer.statusCode).toBe(200);
  const { metrics, ...rest } = answer.json();
  expect(rest).toEqual({ course_branch_id: 'b1', hashed_user_id: 'somebody', ...initial });
  for (const id of METRIC_IDS) {
    expect(metrics[id]).toEqual({
      name: CATALOGUE[id].name,
      value: 0,
      absolute_value: '',
      scaled_value: 0,
    });
  }
  expect(figures.asked).toEqual([]);
});

test('a mapped learner without any record yet gets zeros too', async () => {
  const { get, store } = await setUp();
  store.ids.get('c1')?.set('d2', 't2');
  expect((await get('/learner_data/d2/b1')).json()).toMatchObject({ metrics: { metric_7: { value: 0 } } });
});

test('the table id is not an id that a widget may use', async () => {
  const { get } = await setUp();
  expect((await get('/learner_data/t1/b1')).json()).toMatchObject({ metrics: { metric_1: { value: 0 } } });
});

test('once the id map knows a learner, the next answer has the figures', async () => {
  const { get, store } = await setUp();
  await get('/learner_data/later/b1');
  store.ids.get('c1')?.set('later', 't1');
  expect((await get('/learner_data/later/b1')).json()).toMatchObject({
    metrics: { metric_1: { value: 80 } },
  });
});

test('an unknown branch is refused in the form a widget reads', async () => {
  const { get } = await setUp();
  const answer = await get('/learner_data/d1/unknown');
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toEqual({
    success: false,
    error: 'UNKNOWN_COURSE',
    message: 'No course or branch of this id is known.',
  });
});

test('a branch is known as soon as the course has it, and no longer than that', async () => {
  const { get, store } = await setUp();
  expect((await get('/learner_data/d1/b3')).statusCode).toBe(404);
  store.fakeCourses[0] = { courseId: 'c1', version: 2, description: describedCourse('lak21', ['b3']) };
  expect((await get('/learner_data/d1/b3')).statusCode).toBe(200);
  expect((await get('/learner_data/d1/b1')).statusCode).toBe(404);
});

test('shows the profile of the course', async () => {
  const { get, store, figures } = await setUp();
  store.fakeCourses[0] = { courseId: 'c1', version: 2, description: describedCourse('lak21', ['b1']) };
  await get('/learner_data/d1/b1');
  expect(figures.asked.map(({ profile }) => profile)).toEqual(['lak21']);
});

test('shows the settings of the dashboard id, whether or not a table id is known', async () => {
  const { get, settings } = await setUp();
  const view = {
    ...INITIAL_VIEW,
    consent: true,
    goal: 'to "learn"',
    selection: ['metric_4', 'metric_1', 'metric_9'] as const,
    questionnaires: 2,
    goalMayChange: true,
  };
  settings.views.set('c1/d1', view).set('c1/nobody', view);
  for (const id of ['d1', 'nobody']) {
    const { metrics, ...rest } = (await get(`/learner_data/${id}/b2`)).json();
    expect(metrics.metric_1.value).toBe(id === 'd1' ? 80 : 0);
    expect(rest).toEqual({
      course_branch_id: 'b2',
      hashed_user_id: id,
      consent: true,
      SRL_quest: true,
      goal: 'to "learn"',
      selected_metrics: ['metric_4', 'metric_1', 'metric_9'],
      update_goal_flag: true,
      update_indicators_flag: false,
    });
  }
});

test('settings that change are shown at once, though figures are kept', async () => {
  const { get, settings, figures } = await setUp();
  await get('/learner_data/d1/b1');
  settings.views.set('c1/d1', { ...INITIAL_VIEW, consent: false });
  expect((await get('/learner_data/d1/b1')).json()).toMatchObject({ consent: false });
  expect(figures.asked).toHaveLength(1);
});

test('each load is noted, but not the refused ones nor a question for the head', async () => {
  const { get, app, settings } = await setUp();
  await get('/learner_data/d1/b1');
  await get('/learner_data/new/b2');
  await get('/learner_data/d1/unknown');
  await get('/learner_data/%00/b1');
  await app.inject({ method: 'HEAD', url: `/w/${TOKEN}/learner_data/d1/b1` });
  expect(settings.loads).toEqual([
    { courseId: 'c1', learnerId: 'd1' },
    { courseId: 'c1', learnerId: 'new' },
  ]);
});
