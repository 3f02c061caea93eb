import type { FetchReport, FileStatus, RunOptions, SourceFile } from '../model.ts';
import { publishSnapshot, sweepRows } from '../tables/publish.ts';
import { publishConfigs } from './configs.ts';
import { addRows, fileStatusOf, NO_ROWS } from './file-status.ts';
import { type Candidate, lookAtSource } from './look.ts';
import { needsWork } from './needs-work.ts';
import { processFile, type Refusal, recordFailure, snapshotTimeOf } from './process-file.ts';
import { settingsOf } from './settings.ts';
import { RunStopped, type Work } from './work.ts';

export interface RunHooks {
  readonly options: RunOptions;
  /** Files without a place in the ledger, since they may still become whole. */
  onUnready(files: readonly FileStatus[]): void;
  onFile(source: SourceFile, done: { readonly files: number; readonly bytes: number }, total: number): void;
}

/**
 * One run: what an earlier one left is finished first; then the files with work in them are taken in order: table
 * zips by snapshot time, then clickstream files by day and kind.
 */
export async function run(work: Work, hooks: RunHooks): Promise<FetchReport> {
  const { ledger, deps } = work;
  const reported: FileStatus[] = [];
  const unready: FileStatus[] = [];
  let skipped = 0;
  let complete = true;

  function refuse(candidate: Candidate, refusal: Refusal): void {
    const { name } = candidate.source;
    const isNew = !candidate.settled && ledger.files.find(candidate.checksum) === null;
    const mayGrow = hooks.options.patient === true && isNew && refusal.permanent;
    if (mayGrow) ledger.files.setPath(candidate.source, null);
    if (mayGrow || !refusal.permanent) {
      unready.push(unreadyStatus(work, name, mayGrow ? 'waiting' : 'failed', refusal));
      return;
    }
    deps.logger.error(
      { file: name, code: refusal.code, reason: refusal.reason },
      'export file cannot be used',
    );
    recordFailure(work, candidate, refusal);
    report(candidate);
  }

  function report(candidate: Candidate): void {
    const record = ledger.files.find(candidate.checksum);
    if (record === null) return;
    const status = fileStatusOf(ledger, record);
    reported.push(status);
    const { name: file, state, code, reason, rows } = status;
    if (code === null) deps.logger.info({ file, state, rows }, 'export file taken');
    else if (state !== 'failed')
      deps.logger.warn({ file, state, code, reason, rows }, 'export file needs a look');
  }

  try {
    await finishEarlierWork(work);
    await publishConfigs(work);
    const settings = settingsOf(deps);
    const look = await lookAtSource(
      deps,
      ledger,
      (checksum) => needsWork(ledger, checksum, settings),
      hooks.options,
    );
    skipped = look.skipped;
    for (const { source, ...why } of look.unready) {
      unready.push(unreadyStatus(work, source.name, 'waiting', why));
    }
    const inOrder = await order(work, look.candidates, refuse);
    const done = { files: 0, bytes: 0 };
    for (const candidate of inOrder) {
      hooks.onFile(candidate.source, done, inOrder.length);
      const refusal = await processFile(work, candidate);
      if (refusal === null) report(candidate);
      else refuse(candidate, refusal);
      done.files += 1;
      done.bytes += candidate.source.bytes;
    }
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
    complete = false;
  }
  hooks.onUnready(unready);
  const rows = reported.reduce((sum, file) => addRows(sum, file.rows), NO_ROWS);
  return { files: [...reported, ...unready], skipped, rows, complete };
}

async function finishEarlierWork(work: Work): Promise<void> {
  const { ledger } = work;
  for (const snapshot of ledger.snapshots.inState('publishing')) await publishSnapshot(work, snapshot);
  for (const { id } of ledger.snapshots.inState('staging')) ledger.snapshots.remove(id);
  await sweepRows(work);
}

async function order(
  work: Work,
  candidates: readonly Candidate[],
  refuse: (candidate: Candidate, refusal: Refusal) => void,
): Promise<Candidate[]> {
  const zips = candidates.filter(({ kind }) => kind.kind === 'tables');
  const clicks = candidates.filter(({ kind }) => kind.kind !== 'tables');
  return [
    ...(await orderZips(work, zips, refuse)),
    ...clicks.sort((a, b) => compare(clickOrder(a), clickOrder(b))),
  ];
}

/** A single zip needs no order; of several each is opened to learn its time. */
async function orderZips(
  work: Work,
  zips: Candidate[],
  refuse: (candidate: Candidate, refusal: Refusal) => void,
): Promise<Candidate[]> {
  if (zips.length < 2) return zips;
  const timed: { readonly at: number; readonly zip: Candidate }[] = [];
  for (const zip of zips) {
    work.step('order zips');
    const at = work.ledger.files.find(zip.checksum)?.version ?? (await snapshotTimeOf(work, zip));
    if (typeof at === 'number') timed.push({ at, zip });
    else refuse(zip, at);
  }
  return timed.sort((a, b) => a.at - b.at || compare(a.zip.checksum, b.zip.checksum)).map(({ zip }) => zip);
}

function clickOrder({ kind, source, checksum }: Candidate): string {
  const stream = kind.kind === 'clickstream' ? `${kind.day}/${kind.stream}` : '';
  return `${stream}/${source.name}/${checksum}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function unreadyStatus(
  { deps }: Work,
  name: string,
  state: 'waiting' | 'failed',
  { code, reason }: { readonly code: string; readonly reason: string },
): FileStatus {
  deps.logger.warn({ file: name, code, reason }, 'export file is left for the next look');
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
