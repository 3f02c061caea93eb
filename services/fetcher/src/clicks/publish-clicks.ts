import { readRows } from '../run/read-rows.ts';
import type { Work, WorkFile } from '../run/work.ts';
import { announcements, midnightOf } from './announcements.ts';
import { createClickPublisher } from './click-publisher.ts';
import type { OpenClicks } from './reading/click-reader.ts';

const NONE = { read: 0, published: 0, erased: 0, dead: 0, foreign: 0 };

/**
 * Publishes the rows of a verified clickstream file in file order. The line up to which all is on the log is kept,
 * so that after a crash at most one chunk is published twice; a click's identity makes it count once.
 */
export async function publishClicks(work: Work, file: WorkFile, stream: OpenClicks): Promise<void> {
  const { ledger, deps, routes, step, append, chunkRows } = work;
  const { checksum } = file;
  const version = midnightOf(stream.day);
  step('begin clicks');
  ledger.files.begin(checksum, version);

  const record = ledger.files.find(checksum);
  const publisher = createClickPublisher(work, file, {
    kind: stream.kind,
    counts: record?.counts ?? NONE,
    tallies: ledger.files.clickCourses(checksum),
    unplaced: ledger.unplaced.ofFile(checksum),
  });
  let line = record?.line ?? 0;
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

  for await (const block of readRows(stream.blocks(publisher.request(line, null)))) {
    publisher.take(block);
    unsaved += block.line.length + block.bad.length;
    line = Math.max(line, block.line.at(-1) ?? 0, block.bad.at(-1)?.line ?? 0);
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
