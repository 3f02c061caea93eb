import type { TablesZip } from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { publishClicks } from '../clicks/publish-clicks.ts';
import { retakeClicks } from '../clicks/retake-clicks.ts';
import { publishZip } from '../tables/publish-zip.ts';
import type { Candidate } from './look.ts';
import { ReadingFailed } from './read-rows.ts';
import { aliasesOf, settingsOf } from './settings.ts';
import type { Work } from './work.ts';

/** What became of a file that could not be opened; null for one that was processed. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
  /** Its content will not get better: recorded as failed. Else it is tried again at the next look. */
  readonly permanent: boolean;
}

/** Snapshot time of a zip that is verified for that purpose. */
export async function snapshotTimeOf(work: Work, candidate: Candidate): Promise<Micros | Refusal> {
  const zip = await verified(() => openZip(work, candidate));
  if ('permanent' in zip) return zip;
  await zip.close();
  return zip.snapshotAt;
}

/** Verifies the file whole, then publishes it. */
export async function processFile(work: Work, candidate: Candidate): Promise<Refusal | null> {
  return candidate.kind.kind === 'tables' ? processZip(work, candidate) : processClicks(work, candidate);
}

async function processZip(work: Work, candidate: Candidate): Promise<Refusal | null> {
  const zip = await verified(() => openZip(work, candidate));
  if ('permanent' in zip) return zip;
  try {
    await publishZip(work, register(work, candidate), zip);
    return null;
  } catch (error) {
    return brokenOff(error);
  } finally {
    await zip.close();
  }
}

async function processClicks(work: Work, candidate: Candidate): Promise<Refusal | null> {
  const stream = await verified(() => work.clicks.open(candidate.source.path, work.deps.limits));
  if ('permanent' in stream) return stream;
  const takenBefore = work.ledger.files.find(candidate.checksum)?.state === 'published';
  try {
    await (takenBefore ? retakeClicks : publishClicks)(work, register(work, candidate), stream);
    return null;
  } catch (error) {
    return brokenOff(error);
  } finally {
    await stream.close();
  }
}

/**
 * A verified file that cannot be read to its end is not the one any more that was verified, unless its reader ended.
 * A row that does not fit the schema is our own mistake.
 */
function brokenOff(error: unknown): Refusal {
  if (!(error instanceof ReadingFailed)) throw error;
  const refusal = refusalOf(error.cause);
  if (refusal.code === 'RECORD_UNENCODABLE') throw error.cause;
  return { ...refusal, permanent: refusal.code !== 'FETCH_WORKER_ENDED' };
}

function openZip({ deps }: Work, { source }: Candidate): Promise<TablesZip> {
  const aliases = aliasesOf(deps);
  const options = deps.limits === undefined ? { aliases } : { aliases, limits: deps.limits };
  return deps.readers.openTablesZip(source.path, options);
}

async function verified<T extends object>(open: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await open();
  } catch (error) {
    return refusalOf(error);
  }
}

/** Not about the content that was looked at. */
const PASSING: readonly string[] = ['FILE_UNREADABLE', 'FILE_CHANGED', 'FETCH_WORKER_ENDED'];

/** The readers say in their own words what is wrong with a file; anything else is about this machine. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof TrackerError) {
    const { code, message, hint } = error;
    return { code, reason: `${message}. ${hint}`, permanent: !PASSING.includes(code) };
  }
  return { code: 'FETCH_FILE_UNREADABLE', reason: messageOf(error), permanent: false };
}

function streamOf({ kind }: Candidate): 'tables' | 'access' | 'video' {
  return kind.kind === 'tables' ? 'tables' : kind.stream;
}

function register({ ledger, deps, step }: Work, candidate: Candidate) {
  const { checksum, source } = candidate;
  step('register');
  ledger.files.add(checksum, source.name, streamOf(candidate), deps.clock.now(), settingsOf(deps));
  return { checksum, name: source.name, path: source.path };
}

/** Records a file whose content cannot be used. */
export function recordFailure({ ledger, deps }: Work, candidate: Candidate, refusal: Refusal): void {
  const { checksum, source } = candidate;
  const at = deps.clock.now();
  ledger.transaction(() => {
    ledger.files.add(checksum, source.name, streamOf(candidate), at, settingsOf(deps));
    ledger.files.finish(checksum, { state: 'failed', code: refusal.code, reason: refusal.reason, at });
  });
}
