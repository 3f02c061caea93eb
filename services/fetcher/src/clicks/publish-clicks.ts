import type { ClickstreamFile } from '@learning-tracker/coursera';
import { createExtraPicker } from '../routing/extra-columns.ts';
import { readRows } from '../run/read-rows.ts';
import type { Work, WorkFile } from '../run/work.ts';
import { announcements, midnightOf } from './announcements.ts';
import { createClickPublisher } from './click-publisher.ts';

const NONE = { read: 0, published: 0, erased: 0, dead: 0, foreign: 0 };

/**
 * Publishes the rows of a verified clickstream file in file order. The line up to which all is on the log is kept,
 * so that after a crash at most one chunk is published twice; a click's identity makes it count once.
 */
export async function publishClicks(work: Work, file: WorkFile, stream: ClickstreamFile): Promise<void> {
  const { ledger, deps, routes, step, append, chunkRows } = work;
  const { checksum } = file;
  const version = midnightOf(stream.day);
  step('begin clicks');
  ledger.files.begin(checksum, version);

  const record = ledger.files.find(checksum);
  const picker = createExtraPicker(routes.configs, 'clickstream');
  const publisher = createClickPublisher(work, file, {
    kind: stream.kind,
    picker,
    counts: record?.counts ?? NONE,
    tallies: ledger.files.clickCourses(checksum),
    unplaced: ledger.unplaced.ofFile(checksum),
  });
  const doneBefore = record?.line ?? 0;
  let line = doneBefore;
  let unsaved = 0;

  async function flush(): Promise<void> {
    await publisher.send();
    ledger.transaction(() => {
      ledger.files.setCounts(checksum, line, publisher.counts());
      for (const [courseId, clicks] of publisher.tallies()) {
        ledger.files.setClickCourse(checksum, courseId, clicks);
      }
      for (const entry of publisher.unplaced()) ledger.unplaced.set(checksum, entry);
    });
    unsaved = 0;
  }

  for await (const chunk of readRows(stream.rows({ publish: picker.columns }))) {
    const rows = chunk.rows.filter((row) => row.line > doneBefore);
    const bad = chunk.bad.filter((row) => row.line > doneBefore);
    for (const click of rows) publisher.take(click);
    for (const row of bad) publisher.takeBad(row);
    unsaved += rows.length + bad.length;
    line = Math.max(line, rows.at(-1)?.line ?? 0, bad.at(-1)?.line ?? 0);
    if (unsaved >= chunkRows) await flush();
  }
  if (unsaved > 0) await flush();

  // The only configured course is told of a day without rows too.
  const tallies = new Map(publisher.tallies());
  if (routes.sole !== null && !tallies.has(routes.sole)) {
    tallies.set(routes.sole, { rows: 0, newestFactAt: null });
  }
  step('announce clicks');
  await append(announcements(work, file, version, tallies));
  step('finish clicks');
  ledger.files.finish(checksum, { state: 'published', code: null, reason: null, at: deps.clock.now() });
}
