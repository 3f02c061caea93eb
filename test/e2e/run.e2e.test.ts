import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDED_PARTITIONS } from '@learning-tracker/deployment';
import { dayOf } from '@learning-tracker/metrics';
import { systemClock } from '@learning-tracker/runtime';
import { createCourseReader, createEmbeddedStore, type PartitionProgress } from '@learning-tracker/storage';
import { createEmbeddedLog, TOPICS } from '@learning-tracker/streams';
import { createSyntheticCourse } from '@learning-tracker/synthetic-course';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { expectBalance, logEnds } from './engine-bench.ts';
import { csv, zipOf } from './small-course.ts';
import { eventually, startTracker, temporaryFolder, tracker } from './support.ts';

const figure = z.object({
  value: z.number().nullable(),
  absolute_value: z.union([z.number(), z.literal('')]).nullable(),
  scaled_value: z.number().nullable(),
});
const document = z.object({
  metrics: z.record(z.string(), figure),
  complete: z.boolean().optional(),
  exportedUpTo: z.string().nullable().optional(),
});
const readiness = z.object({ ready: z.boolean(), reasons: z.array(z.string()), notes: z.array(z.string()) });

test('a run takes what arrives, answers like compute, stops when told and goes on where it was', async () => {
  const folder = temporaryFolder();
  const exports = join(folder, 'exports');
  const clickstream = join(exports, 'clickstream');
  const data = join(folder, 'data', 'tracker.sqlite');
  mkdirSync(exports);
  const course = createSyntheticCourse({ seed: 7, learners: 25, weeks: 2 });
  const courseId = String(course.config.courseId);
  const configPath = join(folder, 'course.json');
  writeFileSync(configPath, JSON.stringify(course.config));
  const source = ['--config', configPath, '--exports', exports] as const;
  const start = () => startRun([...source, '--data', data, '--port', '0'], courseId, data);

  const first = await start();
  expect(await first.get('/healthz')).toMatchObject({ status: 200 });
  const [learner, other] = course.learners;
  if (learner === undefined || other === undefined) throw new Error('the course has no learners');
  expect(await first.metrics(learner.tableId)).toMatchObject({ status: 404 });

  // Tables first, then days: both while it runs.
  await course.writeTables(exports, course.halfwayAt);
  await eventually(
    () => first.metrics(learner.tableId),
    ({ status }) => status === 200,
  );
  const days = course.deliveries.slice(0, -1);
  const [lastDelivery] = course.deliveries.slice(-1);
  for (const { day, edition } of days) await course.writeDay(clickstream, day, edition);
  await course.writeTables(exports, course.endsAt);
  const computed = z
    .record(z.string(), z.record(z.string(), figure))
    .parse(JSON.parse(tracker('compute', ...source).stdout));
  expect(Object.keys(computed).length).toBeGreaterThanOrEqual(25);
  const answers = async (run: Run) => {
    const documents: Record<string, unknown> = {};
    for (const id of Object.keys(computed)) {
      const found = await run.metrics(id);
      documents[id] = found.status === 200 ? document.parse(found.json()).metrics : found.status;
    }
    return documents;
  };
  const wanted = withoutEmpty(computed);
  await eventually(
    () => answers(first),
    (found) => JSON.stringify(found) === JSON.stringify(wanted),
  ).catch(async () => expect(await answers(first)).toEqual(wanted));

  // The widget knows a learner by the dashboard id and the branch.
  const widget = await first.get(
    `/learner_data/${other.dashboardId}/${other.branchId}?consent=all`,
    first.token,
  );
  const shown = document.parse(widget.json());
  expect(shown.metrics.metric_7).toMatchObject({
    scaled_value: computed[other.tableId]?.metric_7?.scaled_value,
  });
  for (const [id, { value, scaled_value }] of Object.entries(computed[other.tableId] ?? {})) {
    expect({ id, ...shown.metrics[id] }).toMatchObject({
      id,
      value: value ?? 0,
      scaled_value: scaled_value ?? 0,
    });
  }

  const answer = await first.metrics(learner.tableId);
  const etag = answer.headers.get('etag') ?? '';
  expect(etag).not.toBe('');
  expect(await first.metrics(learner.tableId, { 'if-none-match': etag })).toMatchObject({
    status: 304,
    text: '',
  });
  expect(await first.get(`/v1/courses/${courseId}/learners/${learner.tableId}/metrics`)).toMatchObject({
    status: 401,
  });
  const wrong = first.get(
    `/v1/courses/${courseId}/learners/${learner.tableId}/metrics`,
    'x'.repeat(first.token.length),
  );
  expect(await wrong).toMatchObject({ status: 401 });
  expect(readiness.parse((await first.get('/readyz')).json())).toEqual({
    ready: true,
    reasons: [],
    notes: [],
  });
  const link = ['--course', courseId, '--learner', learner.tableId, '--url', first.url, '--data', data];
  const page = await fetch(tracker('token', ...link).stdout.trim());
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');

  await eventually(() => isCalibrated(data, courseId), Boolean);
  const before = await look(data);
  expectBalance(before.progress);
  const counted = [
    ...(await first.get('/metrics')).text.matchAll(/^learning_tracker_records_total\{.*\} (\d+)$/gm),
  ];
  const records = Object.values(before.ends).reduce((total, end) => total + end, 0);
  expect(counted.reduce((total, [, count]) => total + Number(count), 0)).toBe(records);

  // Commands of other processes read the file while the run works on it.
  const explained = tracker('explain', learner.tableId, 'metric_4', '--data', data);
  expect(explained).toMatchObject({ code: 0, stderr: '' });
  expect(explained.stdout).toContain(`value ${computed[learner.tableId]?.metric_4?.value},`);
  const inspected = tracker('inspect', '--data', data, '--json');
  expect(JSON.parse(inspected.stdout)).toEqual({ courses: [courseId], partitions: before.progress });

  const stoppedAt = Date.now();
  expect(await first.end('SIGTERM')).toBe(0);
  expect(Date.now() - stoppedAt).toBeLessThan(10_000);

  const second = await start();
  expect((await second.metrics(learner.tableId)).text).toBe(answer.text);
  expect(await answers(second)).toEqual(wanted);
  const claimed = await eventually(
    () => look(data),
    ({ progress }) =>
      progress.every(({ epoch, complete }, n) => complete && epoch !== before.progress[n]?.epoch),
  );
  expect(claimed).toEqual({ ends: before.ends, progress: restarted(before.progress) });

  // One more day: by then every file has been looked at again, and only the new one's rows are published.
  if (lastDelivery === undefined) throw new Error('the course has no days');
  const clicks = [...course.clicksOf(lastDelivery.day, lastDelivery.edition)].length;
  await course.writeDay(clickstream, lastDelivery.day, lastDelivery.edition);
  const clicksOf = (ends: Record<string, number>) => sumOf(ends, TOPICS.clicks);
  const after = await eventually(
    () => look(data),
    ({ ends }) => clicksOf(ends) >= clicksOf(before.ends) + clicks,
  );
  expect(clicksOf(after.ends)).toBe(clicksOf(before.ends) + clicks);
  expect(sumOf(after.ends, TOPICS.tableRows)).toBe(sumOf(before.ends, TOPICS.tableRows));

  await eventually(() => isCalibrated(data, courseId), Boolean);
  // A snapshot that would remove nearly all grades is held until somebody lets it through.
  const held = `grades_${Date.parse(course.endsAt) + 1}.zip`;
  const grades = [
    [
      'course_id',
      'course_item_id',
      'northfield_user_id',
      'course_item_grade_ts',
      'course_item_grade_overall',
    ],
    [courseId, 'nothing', other.tableId, '', '0.5'],
  ];
  const graded = (await second.metrics(learner.tableId)).text;
  writeFileSync(join(exports, held), await zipOf({ 'course_item_grades.csv': csv(grades) }));
  const notes = async () => readiness.parse((await second.get('/readyz')).json()).notes.join();
  expect(await eventually(notes, (text) => text !== '')).toContain(`${held} is held`);
  const figuresOf = (text: string) => document.parse(JSON.parse(text)).metrics;
  expect(figuresOf((await second.metrics(learner.tableId)).text)).toEqual(figuresOf(graded));
  expect(tracker('fetch', '--accept', held, '--data', data).code).toBe(0);
  expect(tracker('fetch', '--accept', 'nothing.zip', '--data', data)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('FETCH_NOTHING_HELD'),
  });
  const ungraded = await eventually(
    async () => figuresOf((await second.metrics(learner.tableId)).text),
    ({ metric_12 }) => metric_12?.value !== figuresOf(graded).metric_12?.value,
  );
  expect(figuresOf(graded).metric_12?.value).toBeGreaterThan(0);
  expect(ungraded).toEqual({ ...figuresOf(graded), metric_12: ungraded.metric_12 });
  expect(await second.end('SIGTERM')).toBe(0);
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  json(): unknown;
}

type Run = Awaited<ReturnType<typeof startRun>>;

/** A run that has said where it listens. */
async function startRun(args: readonly string[], courseId: string, data: string) {
  const running = startTracker('run', ...args);
  const [, url = ''] = await running.until(/^(http:\/\/127\.0\.0\.1:\d+)\n/m);
  const token = tracker('token', '--role', 'operator', '--data', data).stdout.trim();
  expect(Number(new URL(url).port)).toBeGreaterThan(0);
  const get = async (
    path: string,
    bearer?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await fetch(`${url}${path}`, {
      headers: bearer === undefined ? headers : { ...headers, authorization: `Bearer ${bearer}` },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) };
  };
  return {
    url,
    token,
    get,
    metrics: (learner: string, headers: Record<string, string> = {}) =>
      get(`/v1/courses/${courseId}/learners/${learner}/metrics?consent=all`, token, headers),
    end: running.end,
  };
}

/** `compute` prints '' for a metric that counts nothing; `/v1` gives null. */
function withoutEmpty(computed: Record<string, Record<string, z.infer<typeof figure>>>) {
  return Object.fromEntries(
    Object.entries(computed).map(([learner, metrics]) => [
      learner,
      Object.fromEntries(
        Object.entries(metrics).map(([id, { value, absolute_value, scaled_value }]) => [
          id,
          { value, absolute_value: absolute_value === '' ? null : absolute_value, scaled_value },
        ]),
      ),
    ]),
  );
}

/** Log ends and books of a file that a process may be at work on. */
async function look(path: string) {
  const log = createEmbeddedLog({ path, clock: systemClock });
  const store = createEmbeddedStore({ path, partitions: EMBEDDED_PARTITIONS });
  try {
    return { ends: await logEnds(log), progress: await store.progress() };
  } finally {
    await store.close();
    await log.close();
  }
}

/** Each start claims every partition anew; nothing else of the books may have changed. */
function restarted(progress: readonly PartitionProgress[]): PartitionProgress[] {
  return progress.map((partition) => ({ ...partition, epoch: partition.epoch + 1 }));
}

/** Whether the newest calibration has seen the newest day and all clicks. */
async function isCalibrated(path: string, courseId: string): Promise<boolean> {
  const log = createEmbeddedLog({ path, clock: systemClock });
  const store = createEmbeddedStore({ path, partitions: EMBEDDED_PARTITIONS });
  try {
    const course = await createCourseReader(store).course(courseId);
    if (course === null || course.exportedUpTo === null || course.calibration === null) return false;
    const { day, positions } = course.calibration;
    const clicks = (await log.offsets(TOPICS.clicks)).map(({ topic, partition, end }) => [
      `${topic}/${partition}`,
      end,
    ]);
    return (
      day === dayOf(course.exportedUpTo) && clicks.every(([place, end]) => positions[`${place}`] === end)
    );
  } finally {
    await store.close();
    await log.close();
  }
}

function sumOf(ends: Record<string, number>, topic: string): number {
  return Object.entries(ends).reduce(
    (sum, [place, end]) => (place.startsWith(`${topic}/`) ? sum + end : sum),
    0,
  );
}
