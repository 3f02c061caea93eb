import type { FetchReport, FileStatus, RunOptions, SourceFile } from '../model.ts';
import { publishSnapshot, sweepRows } from '../tables/publish.ts';
import { publishConfigs } from './configs.ts';
import { addRows, fileStatusOf, NO_ROWS } from './file-status.ts';
import { type Candidate, lookAtSource } from './look.ts';
import { filesToRetake, needsWork } from './needs-work.ts';
import { order } from './order.ts';
import { processFile, type Refusal, recordFailure } from './process-file.ts';
import { settingsOf } from './settings.ts';
import { sideBySide } from './side-by-side.ts';
import { RunStopped, type Work } from './work.ts';

export interface RunHooks {
  readonly options: RunOptions;
  /** What `onUnready` was given by the run before: only what is new is logged. */
  readonly unreadyBefore: readonly FileStatus[];
  /** Files that may still become whole, or that should be put back. */
  onUnready(files: readonly FileStatus[]): void;
  onFile(source: SourceFile, done: { readonly files: number; readonly bytes: number }, total: number): void;
}

/**
 * One run: what an earlier one left is finished first; then the files with work in them are taken in order: table
 * zips by snapshot time, then clickstream files by day and kind, several at once if the reader of clicks can. What a configuration, or in the same run a zip, has
 * told of courses and branches places rows of files that were read before: these are taken again.
 */
export async function run(work: Work, hooks: RunHooks): Promise<FetchReport> {
  const { ledger, deps } = work;
  /** In the order the files were begun, whichever ended first. */
  const reported: { readonly turn: number; readonly status: FileStatus }[] = [];
  const unready: FileStatus[] = [];
  let skipped = 0;
  let complete = true;
  let turns = 0;

  function refuse(candidate: Candidate, refusal: Refusal, turn = turns): void {
    const { name } = candidate.source;
    const isNew = !candidate.settled && ledger.files.find(candidate.checksum) === null;
    const mayGrow = hooks.options.patient === true && isNew && refusal.permanent;
    if (mayGrow) ledger.files.setPath(candidate.source, null);
    if (mayGrow || !refusal.permanent) {
      leave(name, mayGrow ? 'waiting' : 'failed', refusal);
      return;
    }
    deps.logger.error(
      { file: name, code: refusal.code, reason: refusal.reason },
      'export file cannot be used',
    );
    recordFailure(work, candidate, refusal);
    report(candidate, turn);
  }

  function leave(name: string, state: 'waiting' | 'failed', why: Reason): void {
    unready.push(unreadyStatus(work, name, state, why));
    if (hooks.unreadyBefore.some((file) => file.name === name && file.code === why.code)) return;
    deps.logger.warn(
      { file: name, code: why.code, reason: why.reason },
      'export file is left for the next look',
    );
  }

  function report(candidate: Candidate, turn: number): void {
    const record = ledger.files.find(candidate.checksum);
    if (record === null) return;
    const status = fileStatusOf(ledger, record);
    reported.push({ turn, status });
    const { name: file, state, code, reason, rows } = status;
    if (code === null) deps.logger.info({ file, state, rows }, 'export file taken');
    else if (state !== 'failed')
      deps.logger.warn({ file, state, code, reason, rows }, 'export file needs a look');
  }

  try {
    await finishEarlierWork(work);
    await publishConfigs(work);
    const settings = settingsOf(deps);
    const look = await lookAtSource(deps, ledger, hooks.options);
    const due = filesToRetake(ledger, work.routes);
    const hasWork = new Set(
      look.candidates.filter(({ checksum }) => due.has(checksum) || needsWork(ledger, checksum, settings)),
    );
    skipped = look.copies + look.candidates.length - hasWork.size;
    for (const { source, ...why } of look.unready) leave(source.name, 'waiting', why);

    const done = { files: 0, bytes: 0 };
    let total = hasWork.size;
    async function take(candidates: readonly Candidate[]): Promise<void> {
      const ordered = await order(work, candidates, refuse);
      const most = ordered.some(({ kind }) => kind.kind === 'tables') ? 1 : work.clicks.concurrency;
      await sideBySide(ordered, most, async (candidate, failed) => {
        const turn = turns++;
        hooks.onFile(candidate.source, done, total);
        const refusal = await processFile(unlessFailed(work, failed), candidate);
        if (refusal === null) report(candidate, turn);
        else refuse(candidate, refusal, turn);
        done.files += 1;
        done.bytes += candidate.source.bytes;
      });
    }

    for (const kind of ['tables', 'clickstream']) {
      const files = look.candidates.filter((candidate) => candidate.kind.kind === kind);
      await take(files.filter((candidate) => hasWork.has(candidate)));
      const retake = filesToRetake(ledger, work.routes);
      const again = files.filter(({ checksum }) => retake.has(checksum));
      total += again.length;
      skipped -= again.filter((candidate) => !hasWork.has(candidate)).length;
      await take(again);
    }
    const seen = new Set(look.candidates.map(({ checksum }) => checksum));
    for (const file of missing(work, seen)) leave(file.name, 'waiting', file);
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
    complete = false;
  }
  hooks.onUnready(unready);
  const files = reported.sort((a, b) => a.turn - b.turn).map(({ status }) => status);
  const rows = files.reduce((sum, file) => addRows(sum, file.rows), NO_ROWS);
  return { files: [...files, ...unready], skipped, rows, complete };
}

/** Ends a file at its next step when another at work beside it has failed. */
function unlessFailed(work: Work, failed: () => boolean): Work {
  return {
    ...work,
    step(name) {
      if (failed()) throw new RunStopped();
      work.step(name);
    },
  };
}

async function finishEarlierWork(work: Work): Promise<void> {
  const { ledger } = work;
  for (const snapshot of ledger.snapshots.inState('publishing')) await publishSnapshot(work, snapshot);
  for (const { id } of ledger.snapshots.inState('staging')) ledger.snapshots.remove(id);
  await sweepRows(work);
}

/** Files that should be taken again and are gone; not those whose place another content has taken. */
function missing(
  { ledger, routes }: Work,
  seen: ReadonlySet<string>,
): (Reason & { readonly name: string })[] {
  return [...filesToRetake(ledger, routes)].flatMap((checksum) => {
    const path = seen.has(checksum) ? null : ledger.files.pathOf(checksum);
    const name = ledger.files.find(checksum)?.name;
    if (path === null || name === undefined) return [];
    const reason = `It holds rows that are to be taken again: their course or branch has become known since, or somebody asked for them. Put it back at ${path}.`;
    return [{ name, code: 'FETCH_FILE_WANTED', reason }];
  });
}

interface Reason {
  readonly code: string;
  readonly reason: string;
}

function unreadyStatus(
  { deps }: Work,
  name: string,
  state: 'waiting' | 'failed',
  { code, reason }: Reason,
): FileStatus {
  return {
    name,
    checksum: null,
    state,
    code,
    reason,
    version: null,
    firstSeenAt: deps.clock.now(),
    finishedAt: null,
    courses: [],
    rows: NO_ROWS,
    tables: [],
  };
}
