import type { BadRow, Click, ClickstreamFile, RowChunk } from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';
import { type ProducedRecord, recordKey, TOPICS } from '@learning-tracker/streams';
import type { CourseClicks } from '../ledger/files.ts';
import { deadLetterOf } from '../routing/dead-letters.ts';
import { createExtraPicker } from '../routing/extra-columns.ts';
import { readRows } from '../run/read-rows.ts';
import type { Work, WorkFile } from '../run/work.ts';
import { createClickTargets } from './click-targets.ts';

/**
 * Publishes the rows of a verified clickstream file in file order. The line up to which all is on the log is kept,
 * so that after a crash at most one chunk is published twice; a click's identity makes it count once.
 */
export async function publishClicks(work: Work, file: WorkFile, stream: ClickstreamFile): Promise<void> {
  const { ledger, deps, routes, step, append, chunkRows } = work;
  const { serde } = deps;
  const version = midnightOf(stream.day);
  step('begin clicks');
  ledger.files.begin(file.checksum, version);

  const record = ledger.files.find(file.checksum);
  const counts = { read: 0, published: 0, erased: 0, dead: 0, foreign: 0, ...record?.counts };
  let doneLine = record?.line ?? 0;
  let line = doneLine;
  const picker = createExtraPicker(routes.configs, 'clickstream');
  const targets = createClickTargets(work, ledger.files.clickCourses(file.checksum));
  let pending: ProducedRecord[] = [];
  let unsaved = 0;

  function takeClick(click: Click): void {
    const target = targets.of(click.courseOrBranchId);
    if (target.route.to !== 'course') {
      if (target.route.to === 'unknown') rejectClick(click, target.route.courseId);
      else counts.foreign += 1;
      return;
    }
    const { courseId } = target.route;
    const key = target.keyOf(click.learnerId);
    if (key === null) {
      counts.erased += 1;
      return;
    }
    const value = serde.encode('ClickObserved', {
      courseId,
      learnerId: click.learnerId,
      kind: click.kind,
      at: click.at,
      url: click.url,
      key: click.key,
      value: click.value,
      identity: click.identity,
      occurrence: click.occurrence,
      extra: picker.pick(courseId, click.extra),
    });
    pending.push({ topic: TOPICS.clicks, key, value });
    counts.published += 1;
    target.note(click.at);
  }

  function rejectClick(click: Click, courseId: string | null): void {
    const { learnerId, courseOrBranchId, kind, url, key, value } = click;
    const columns = { learnerId, courseOrBranchId, kind, at: click.at, url, key, value };
    reject({
      line: click.line,
      code: 'unknown_course',
      reason: `The row is of course ${courseOrBranchId}, which no course.json names. Add the course, or leave it out of the export.`,
      original: Buffer.from(JSON.stringify(columns)),
      courseId,
      learnerId,
    });
  }

  function takeBad(row: BadRow): void {
    if (row.course === null) {
      reject({ ...row, courseId: null });
      return;
    }
    const id =
      row.course.by === 'course'
        ? row.course.courseId
        : row.course.by === 'branch'
          ? row.course.branchId
          : '';
    const { route } = targets.of(id);
    if (route.to === 'foreign') counts.foreign += 1;
    else reject({ ...row, courseId: route.to === 'every-course' ? null : route.courseId });
  }

  function reject(
    row: Omit<BadRow, 'code' | 'key' | 'course'> & {
      readonly code: string;
      readonly courseId: string | null;
    },
  ) {
    const courseId = row.courseId ?? routes.sole ?? 'unknown';
    if (row.learnerId !== null && deps.isErased(courseId, row.learnerId)) {
      counts.erased += 1;
      return;
    }
    const from = { checksum: file.checksum, stream: stream.kind, file: file.name };
    pending.push(deadLetterOf(serde, { ...row, courseId }, from));
    counts.dead += 1;
  }

  function take(chunk: RowChunk<Click>): void {
    for (const click of chunk.rows) {
      if (click.line <= doneLine) continue;
      takeClick(click);
      unsaved += 1;
      if (click.line > line) line = click.line;
    }
    for (const row of chunk.bad) {
      if (row.line <= doneLine) continue;
      takeBad(row);
      unsaved += 1;
      if (row.line > line) line = row.line;
    }
  }

  async function flush(): Promise<void> {
    counts.read += unsaved;
    step('publish clicks');
    await append(pending);
    step('published clicks');
    ledger.transaction(() => {
      ledger.files.setCounts(file.checksum, line, counts);
      for (const [courseId, clicks] of targets.tallies()) {
        ledger.files.setClickCourse(file.checksum, courseId, clicks);
      }
    });
    doneLine = line;
    unsaved = 0;
    pending = [];
    targets.forgetLearners();
  }

  for await (const chunk of readRows(stream.rows({ publish: picker.columns }))) {
    take(chunk);
    if (unsaved >= chunkRows) await flush();
  }
  if (unsaved > 0) await flush();

  step('announce clicks');
  await append(announcements(work, file, version, targets.tallies()));
  step('finish clicks');
  ledger.files.finish(file.checksum, { state: 'published', code: null, reason: null, at: deps.clock.now() });
}

/** One for each course with rows in the file; the only configured course is told of a day without rows too. */
function announcements(
  { deps, routes }: Work,
  file: WorkFile,
  version: Micros,
  tallies: ReadonlyMap<string, CourseClicks>,
): ProducedRecord[] {
  const byCourse = new Map(tallies);
  if (routes.sole !== null && !byCourse.has(routes.sole))
    byCourse.set(routes.sole, { rows: 0, newestFactAt: null });
  return [...byCourse].map(([courseId, { rows, newestFactAt }]) => ({
    topic: TOPICS.courseContent,
    partition: 0,
    key: recordKey(courseId),
    value: deps.serde.encode('ExportIngested', {
      courseId,
      file: file.name,
      checksum: file.checksum,
      table: null,
      version,
      rows,
      newestFactAt,
    }),
  }));
}

function midnightOf(day: string): Micros {
  return Date.parse(`${day}T00:00:00Z`) * 1000;
}
