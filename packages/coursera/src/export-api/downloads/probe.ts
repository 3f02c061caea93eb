import { pauseFor, systemScheduler } from '@learning-tracker/runtime';
import type { DownloadDeps } from './download.ts';

/** What tells a file behind a link from another one of its name. */
export interface RemoteStamp {
  readonly validator: string | null;
  readonly bytes: number | null;
}

/** Asks for a file's first byte to learn what it is; null where the link gives nothing at present. */
export async function probe(link: string, deps: DownloadDeps): Promise<RemoteStamp | null> {
  const { scheduler = systemScheduler, idleMs = 60_000 } = deps;
  const ended = new AbortController();
  const late = new AbortController();
  pauseFor(idleMs, scheduler, ended.signal).then(
    () => late.abort(),
    () => {},
  );
  const signal = deps.signal === undefined ? late.signal : AbortSignal.any([late.signal, deps.signal]);
  try {
    const answer = await (deps.fetch ?? fetch)(link, { headers: { range: 'bytes=0-0' }, signal });
    await answer.body?.cancel();
    if (!answer.ok) return null;
    const { headers } = answer;
    const etag = headers.get('etag');
    const total = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? headers.get('content-length');
    return {
      validator: etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified'),
      bytes: total === null ? null : Number(total),
    };
  } catch {
    deps.signal?.throwIfAborted();
    return null;
  } finally {
    ended.abort();
  }
}
