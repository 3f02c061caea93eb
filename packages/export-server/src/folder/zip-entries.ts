import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { openPromise } from 'yauzl';

export interface ZipEntry {
  readonly path: string;
  /** Without folders. */
  readonly name: string;
  readonly modifiedAt: Date;
  read(): Promise<Readable>;
}

/** Files of a zip in its order; the zip is open until the last one was asked for. */
export async function* openZip(path: string): AsyncGenerator<ZipEntry> {
  const zip = await openPromise(path, { autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      yield {
        path: entry.fileName,
        name: basename(entry.fileName),
        modifiedAt: entry.getLastModDate(),
        read: () => zip.openReadStreamPromise(entry),
      };
    }
  } finally {
    zip.close();
  }
}
