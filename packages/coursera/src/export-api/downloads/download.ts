import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Clock, retry, type Scheduler, systemScheduler } from '@learning-tracker/runtime';
import { codeOf } from '../../files/failures.ts';
import { ExportApiError } from '../failures.ts';
import { causeOf } from '../http/http.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { checksumOf, matches } from './checksum.ts';
import { shownLink } from './link.ts';
import { createPartialFile, type PartialFile, type RemoteFacts, type Sink } from './partial-file.ts';

export interface DownloadDeps {
  readonly clock: Clock;
  readonly scheduler?: Scheduler;
  readonly random?: () => number;
  readonly fetch?: typeof fetch;
  /** Longest silence of the server (default 60,000). */
  readonly idleMs?: number;
  /** Failures in a row without a new byte after which it is given up (default 5). */
  readonly attempts?: number;
  readonly signal?: AbortSignal;
  /** Where bytes go until a file is whole (default: beside its place). */
  readonly partialFile?: (path: string) => PartialFile;
}

export interface DownloadProgress {
  readonly bytes: number;
  /** Null where the server does not say. */
  readonly total: number | null;
}

export interface DownloadRequest {
  /** Signed; no token is sent with it. */
  readonly link: string;
  /** Where the finished file goes; its folder is made if missing. */
  readonly path: string;
  /** Asks for a fresh link of the same file when this one is expired; null where there is none. */
  freshLink(): Promise<string | null>;
  onProgress?(progress: DownloadProgress): void;
}

export interface Downloaded {
  readonly path: string;
  readonly bytes: number;
  /** Strong ETag or time of the last change: tells this content from another one of its name. */
  readonly validator: string | null;
}

/** The server sends another link's worth of trouble: not the connection's fault. */
class Expired extends Error {}
/** What is there is not what the server has; it begins anew. */
class Mismatch extends Error {}
/** Ended early or was refused for now; worth another attempt. */
class Interrupted extends Error {
  readonly retryAfterMs: number;

  constructor(message: string, pauseMs = 0) {
    super(message);
    this.retryAfterMs = pauseMs;
  }
}

/**
 * Streams a file to disk. What an interruption leaves is gone on from by `Range`, also by another process, as long
 * as the server's file is still the same (`If-Range`). The file appears under its name only when its length, and the
 * checksum where the server gives one, are right.
 *
 * @throws ExportApiError DOWNLOAD_LINK_EXPIRED, DOWNLOAD_FAILED, DOWNLOAD_CORRUPT, DOWNLOAD_DISK_FULL; in all cases
 *   but DOWNLOAD_CORRUPT what is there is kept
 */
export async function download(request: DownloadRequest, deps: DownloadDeps): Promise<Downloaded> {
  const { scheduler = systemScheduler, attempts = 5 } = deps;
  const partial = (deps.partialFile ?? createPartialFile)(request.path);
  const shown = shownLink(request.link);
  let link = request.link;
  let failures = 0;
  let mismatches = 0;
  let reached = 0;

  /** False once it is not worth another attempt. */
  async function mayGoOn(error: unknown): Promise<boolean> {
    const size = await partial.size();
    failures = size > reached ? 1 : failures + 1;
    reached = size;
    if (failures >= attempts || deps.signal?.aborted === true) return false;
    if (error instanceof Expired) {
      const fresh = await request.freshLink();
      if (fresh === null) return false;
      link = fresh;
    }
    if (error instanceof Mismatch) {
      mismatches += 1;
      await partial.remove();
      return mismatches < 2;
    }
    return true;
  }

  let last: unknown = null;
  const attempt = async (): Promise<Downloaded | null> => {
    try {
      return await once(link, request, partial, deps);
    } catch (error) {
      last = error;
      if (!isOurs(error) || !(await mayGoOn(error))) return null;
      throw error;
    }
  };

  try {
    await mkdir(dirname(request.path), { recursive: true, mode: 0o700 });
    const done = await retry(attempt, {
      scheduler,
      firstPauseMs: 500,
      leastPauseMs: (error) => (error instanceof Interrupted ? Math.min(error.retryAfterMs, 120_000) : 0),
      ...(deps.random === undefined ? {} : { random: deps.random }),
      ...(deps.signal === undefined ? {} : { signal: deps.signal }),
    });
    if (done !== null) return done;
  } catch (error) {
    last = error;
  }
  deps.signal?.throwIfAborted();
  throw failureOf(shown, last);
}

function isOurs(error: unknown): boolean {
  return error instanceof Expired || error instanceof Mismatch || error instanceof Interrupted;
}

function failureOf(shown: string, error: unknown): unknown {
  if (error instanceof ExportApiError) return error;
  const message = `${shown}: ${causeOf(error)}`;
  const cause = { cause: error };
  if (error instanceof Expired) return new ExportApiError('DOWNLOAD_LINK_EXPIRED', message, cause);
  if (error instanceof Mismatch) return new ExportApiError('DOWNLOAD_CORRUPT', message, cause);
  if (isDiskFull(error)) return new ExportApiError('DOWNLOAD_DISK_FULL', message, cause);
  return new ExportApiError('DOWNLOAD_FAILED', message, cause);
}

function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error) ?? '');
}

async function once(
  link: string,
  request: DownloadRequest,
  partial: PartialFile,
  deps: DownloadDeps,
): Promise<Downloaded> {
  const { signal, alive, end } = watchdog(deps);
  try {
    const note = await partial.facts();
    const have = note?.validator === null || note === null ? 0 : await partial.size();
    if (note !== null && note.total !== null && have === note.total && have > 0) {
      return await finish(partial, request.path, note, have);
    }
    const answer = await ask(link, have > 0 ? { from: have, validator: note?.validator ?? '' } : null, {
      ...deps,
      signal,
    });
    alive();
    const goesOn = answer.status === 206;
    if (goesOn && startOf(answer) !== have) {
      throw new Mismatch('the server sent another part than was asked for');
    }
    const remote = goesOn && note !== null ? note : factsOf(answer);
    const size = await receive(answer, goesOn ? await partial.append() : await partial.begin(remote), {
      alive,
      have: goesOn ? have : 0,
      onBytes: (bytes) => request.onProgress?.({ bytes, total: remote.total }),
    });
    return await finish(partial, request.path, remote, size);
  } finally {
    end();
  }
}

/** Aborts when the server says nothing for a while. */
function watchdog(deps: DownloadDeps): { signal: AbortSignal; alive(): void; end(): void } {
  const { scheduler = systemScheduler, idleMs = 60_000 } = deps;
  const silent = new AbortController();
  const wait = () =>
    scheduler.after(idleMs, () => silent.abort(new Error(`the server was silent for ${idleMs} ms`)));
  let cancel = wait();
  return {
    signal: deps.signal === undefined ? silent.signal : AbortSignal.any([silent.signal, deps.signal]),
    alive() {
      cancel();
      cancel = wait();
    },
    end: () => cancel(),
  };
}

async function ask(
  link: string,
  resume: { readonly from: number; readonly validator: string } | null,
  deps: DownloadDeps & { readonly signal: AbortSignal },
): Promise<Response> {
  // The bytes as they are: a gzip file must not be unpacked on the way. With a range, fetch asks so by itself.
  const headers: Record<string, string> =
    resume === null
      ? { 'accept-encoding': 'identity' }
      : { range: `bytes=${resume.from}-`, 'if-range': resume.validator };
  let answer: Response;
  try {
    answer = await (deps.fetch ?? fetch)(link, { headers, signal: deps.signal });
  } catch (error) {
    throw new Interrupted(causeOf(error));
  }
  if (answer.status === 200 || answer.status === 206) return answer;
  await answer.body?.cancel();
  const { status } = answer;
  if (status === 401 || status === 403 || status === 410)
    throw new Expired(`the link is not valid (${status})`);
  if (status === 416) throw new Mismatch('the server has fewer bytes than are here');
  if (status === 429 || status >= 500) {
    const pause = retryAfterMs(answer.headers.get('retry-after'), deps.clock.now() / 1000);
    throw new Interrupted(`the server answered ${status}`, pause);
  }
  throw new ExportApiError('DOWNLOAD_FAILED', `${shownLink(link)}: the server answered ${status}`, {
    status,
  });
}

function factsOf(answer: Response): RemoteFacts {
  const { headers } = answer;
  const etag = headers.get('etag');
  const length = headers.get('content-length');
  // A weak ETag does not promise the same bytes.
  const validator = etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
  const isPlain = (headers.get('content-encoding') ?? 'identity') === 'identity';
  return {
    validator: isPlain ? validator : null,
    total: length === null || !isPlain ? null : Number(length),
    checksum: checksumOf(headers, true),
  };
}

function startOf(answer: Response): number | null {
  const match = /^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '');
  return match === null ? null : Number(match[1]);
}

interface Receiving {
  readonly have: number;
  alive(): void;
  onBytes(bytes: number): void;
}

/** Writes the body to the file. @returns the size it then has */
async function receive(answer: Response, file: Sink, { have, alive, onBytes }: Receiving): Promise<number> {
  let size = have;
  try {
    const reader = (answer.body ?? new Blob([]).stream()).getReader();
    for (;;) {
      const next = await reader.read().catch((error: unknown) => {
        throw new Interrupted(`the connection broke off: ${causeOf(error)}`);
      });
      if (next.done) break;
      alive();
      try {
        await file.writeFile(next.value);
      } catch (error) {
        await reader.cancel().catch(() => {});
        throw error;
      }
      size += next.value.length;
      onBytes(size);
    }
    await file.sync();
    return size;
  } finally {
    await file.close();
  }
}

async function finish(
  partial: PartialFile,
  path: string,
  { total, checksum, validator }: RemoteFacts,
  size: number,
): Promise<Downloaded> {
  if (total !== null && size < total) throw new Interrupted(`${size} of ${total} bytes came`);
  if (total !== null && size > total) throw new Mismatch(`${size} bytes came instead of ${total}`);
  if (checksum !== null && !(await matches(partial.path, checksum))) {
    throw new Mismatch(`the ${checksum.algorithm} checksum is another one`);
  }
  await partial.finish(path);
  return { path, bytes: size, validator };
}
