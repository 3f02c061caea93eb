import pLimit from 'p-limit';
import { type DownloadDeps, type Downloaded, type DownloadRequest, download } from './download.ts';
import { probe, type RemoteStamp } from './probe.ts';

export interface DownloaderDeps extends DownloadDeps {
  /** Downloads at the same time (default 2). */
  readonly concurrency?: number;
}

export interface Downloader {
  /** Waits for its turn, then downloads; see `download`. */
  download(request: DownloadRequest): Promise<Downloaded>;
  /** What is behind a link, without downloading it; null where that cannot be told at present. */
  probe(link: string): Promise<RemoteStamp | null>;
}

export function createDownloader(deps: DownloaderDeps): Downloader {
  const limit = pLimit(deps.concurrency ?? 2);
  return {
    download: (request) => limit(() => download(request, deps)),
    probe: (link) => limit(() => probe(link, deps)),
  };
}
