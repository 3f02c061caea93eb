import type { FileCounts } from '../ledger/files.ts';
import type { DeadRow } from '../ledger/retakes.ts';
import type { Unplaced } from '../ledger/unplaced.ts';
import { readRows } from '../run/read-rows.ts';
import type { Work, WorkFile } from '../run/work.ts';
import { announcements, midnightOf } from './announcements.ts';
import { createClickPublisher, idOf } from './click-publisher.ts';
import type { OpenClicks } from './reading/click-reader.ts';

/**
 * Publishes those rows of a file taken before whose course has become known since, so that the order in which files
 * and configurations arrive does not matter, and those dead rows that somebody asked for and that can be read now.
 * Dead letters that told of them stay. Nothing is noted before everything is on the log: after a crash it begins anew,
 * and a click's identity makes it count once.
 */
export async function retakeClicks(work: Work, file: WorkFile, stream: OpenClicks): Promise<void> {
  const { ledger, deps, routes, step, append, chunkRows } = work;
  const { checksum } = file;
  const record = ledger.files.find(checksum);
  const unplaced = ledger.unplaced.ofFile(checksum);
  const placed = unplaced.filter((entry) => routes.placeOf(entry) !== undefined);
  const asked = new Map(
    ledger.retakes
      .ofFile(checksum)
      .filter((row) => row.stream === stream.kind)
      .map((row) => [row.line, row]),
  );
  if (record === null || (placed.length === 0 && asked.size === 0)) return;

  const byId = new Map(placed.map((entry) => [entry.id, entry]));
  const told = ledger.files.clickCourses(checksum);
  const publisher = createClickPublisher(work, file, {
    kind: stream.kind,
    counts: without(record.counts, placed),
    tallies: told,
    unplaced: unplaced.filter((entry) => !placed.includes(entry)),
  });
  const mended: DeadRow[] = [];
  const only = { lines: new Set(asked.keys()), ids: new Set(byId.keys()) };
  for await (const block of readRows(stream.blocks(publisher.request(0, only)))) {
    step('read clicks again');
    for (const line of block.line) {
      const request = asked.get(line);
      if (request !== undefined) mended.push(request);
    }
    // One that is a dead letter already does not become another by its course being known.
    const bad = block.bad.filter((row) => byId.get(idOf(row) ?? '')?.outcome === 'foreign');
    publisher.take({ ...block, bad });
    if (publisher.waiting() >= chunkRows) await publisher.send();
  }
  await publisher.send();

  const courses = new Set(placed.map((entry) => routes.placeOf(entry)));
  const tallies = new Map(
    [...publisher.tallies()].filter(
      ([courseId, { rows }]) => courses.has(courseId) || rows !== told.get(courseId)?.rows,
    ),
  );
  step('announce clicks again');
  await append(announcements(work, file, midnightOf(stream.day), tallies));
  step('finish clicks again');
  ledger.transaction(() => {
    ledger.unplaced.remove(checksum, placed);
    for (const entry of publisher.unplaced()) ledger.unplaced.set(checksum, entry);
    ledger.retakes.settle(checksum, mended);
    ledger.files.setCounts(checksum, record.line, withoutDead(publisher.counts(), mended.length));
    for (const [courseId, clicks] of tallies) ledger.files.setClickCourse(checksum, courseId, clicks);
    ledger.files.finish(checksum, { state: 'published', code: null, reason: null, at: deps.clock.now() });
  });
  if (asked.size > 0) {
    deps.logger.info({ file: file.name, asked: asked.size, taken: mended.length }, 'dead rows taken again');
  }
}

/** The books of a file without the rows that are taken again. */
function without(counts: FileCounts, placed: readonly Unplaced[]): FileCounts {
  const left = { ...counts };
  for (const { outcome, rows, erased } of placed) {
    left.read -= rows + erased;
    left[outcome] -= rows;
    left.erased -= erased;
  }
  return left;
}

/** What became of these rows is counted beside their having been dead. */
function withoutDead(counts: FileCounts, rows: number): FileCounts {
  return { ...counts, read: counts.read - rows, dead: counts.dead - rows };
}
