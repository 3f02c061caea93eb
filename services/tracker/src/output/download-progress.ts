import type { DownloadNews } from '@learning-tracker/fetcher';
import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import { createProgress, type Progress } from './progress.ts';

/** Shows downloads: a bar for each that is under way on a terminal, a line for each that has ended elsewhere. */
export interface DownloadProgress {
  tell(news: DownloadNews): void;
  stop(): void;
}

export function createDownloadProgress(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> & NodeJS.WritableStream = process.stderr,
): DownloadProgress {
  return stream.isTTY === true ? barsOn(stream) : linesOn(stream);
}

/** One bar for all downloads, by their number; for many small files. Shows nothing any more once it is stopped. */
export function createFileProgress(progress: Progress = createProgress()): DownloadProgress {
  let [begun, done, isStopped] = [0, 0, false];
  return {
    tell({ state, name }) {
      if (state === 'begun') begun += 1;
      if (state === 'done') done += 1;
      if (!isStopped && state !== 'going') progress.update(done, begun, `files fetched, ${name}`);
    },
    stop() {
      if (!isStopped) progress.stop();
      isStopped = true;
    },
  };
}

function linesOn(stream: Pick<NodeJS.WriteStream, 'write'>): DownloadProgress {
  return {
    tell({ state, name, bytes }) {
      if (state === 'done') stream.write(`downloaded ${name} (${bytes} bytes)\n`);
      if (state === 'failed') stream.write(`could not download ${name}; it is tried again\n`);
    },
    stop() {},
  };
}

function barsOn(stream: NodeJS.WritableStream): DownloadProgress {
  const bars = new Map<string, SingleBar>();
  let multi: MultiBar | null = null;
  return {
    tell({ state, name, path, bytes, total }) {
      multi ??= new MultiBar(
        {
          stream,
          format: '{bar} {percentage}% | {value}/{total} bytes | {name}',
          hideCursor: true,
          clearOnComplete: true,
        },
        Presets.shades_classic,
      );
      const bar = bars.get(path) ?? multi.create(total ?? bytes, bytes, { name });
      bars.set(path, bar);
      // Without a length, what has come is all that is known.
      bar.setTotal(Math.max(total ?? 0, bytes));
      bar.update(bytes, { name });
      if (state !== 'done' && state !== 'failed') return;
      multi.remove(bar);
      bars.delete(path);
    },
    stop() {
      multi?.stop();
      multi = null;
      bars.clear();
    },
  };
}
