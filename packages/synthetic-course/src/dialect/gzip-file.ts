import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Text that becomes a gzip file, or none at all if nothing is written. */
export interface GzipFile {
  write(text: string): Promise<void> | undefined;
  /** Returns the path, null where there was nothing to write. */
  close(): Promise<string | null>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

const CHUNK = 1 << 17;

/**
 * Writes beside the final name and renames when the file is whole, so that whoever watches the folder sees
 * whole files only. The gzip header carries no time (0), so equal content is equal bytes.
 */
export function createGzipFile(path: string): GzipFile {
  const unfinished = join(dirname(path), `.${basename(path)}.part`);
  let pending = '';
  let open: { gzip: ReturnType<typeof createGzip>; file: WriteStream; done: Promise<void> } | null = null;

  async function flush(): Promise<void> {
    if (open === null) {
      await mkdir(dirname(path), { recursive: true });
      const gzip = createGzip({ level: 4 });
      const file = createWriteStream(unfinished);
      const done = pipeline(gzip, file);
      // Whoever writes sees the failure at the next write or at `close`; until then it must not count as unhandled.
      done.catch(() => undefined);
      open = { gzip, file, done };
    }
    const text = pending;
    pending = '';
    if (!open.gzip.write(text)) await Promise.race([once(open.gzip, 'drain'), open.done]);
  }

  return {
    write(text) {
      pending += text;
      return pending.length >= CHUNK ? flush() : undefined;
    },
    async close() {
      if (pending !== '') await flush();
      if (open === null) return null;
      open.gzip.end();
      await open.done;
      await rename(unfinished, path);
      return path;
    },
    async abort() {
      if (open !== null) {
        open.gzip.destroy();
        await finished(open.file).catch(() => undefined);
      }
      await rm(unfinished, { force: true });
    },
  };
}
