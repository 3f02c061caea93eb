import pLimit from 'p-limit';
import { type DownloadDeps, type Downloaded, type DownloadRequest, download } from './download.ts';

export interface DownloaderDeps extends DownloadDeps {
  /** Downloads at the same time (default 2). */
  readonly concurrency?: number;
}

export interface Downloader {
  /** Waits for its turn, then downloads; see `download`. */
  download(request: DownloadRequest): Promise<Downloaded>;
}

export function createDownloader(deps: DownloaderDeps): Downloader {
  const limit = pLimit(deps.concurrency ?? 2);
  return { download: (request) => limit(() => download(request, deps)) };
}
