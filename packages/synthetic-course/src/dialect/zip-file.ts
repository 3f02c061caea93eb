import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface ZipEntry {
  readonly name: string;
  /** The text, in pieces; asked for only when the entry's turn has come. */
  readonly text: () => Iterable<string>;
}

/** Writes a zip whose entries all carry the one time given; appears under its name only when whole. */
export async function writeZip(path: string, entries: readonly ZipEntry[], mtime: Date): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = join(dirname(path), `.${basename(path)}.part`);
  const zip = new ZipFile();
  const output = zip.outputStream;
  for (const entry of entries) {
    zip.addReadStreamLazy(entry.name, { mtime, compressionLevel: 4 }, (give) => {
      const source = Readable.from(pieces(entry.text()));
      // yazl waits for ever for an entry that fails: its output has to be ended from here.
      source.on('error', (error) => {
        if (output instanceof Readable) output.destroy(error);
      });
      give(null, source);
    });
  }
  zip.end();
  try {
    await pipeline(output, createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

const CHUNK = 1 << 16;

function* pieces(lines: Iterable<string>): Iterable<Buffer> {
  let pending = '';
  for (const line of lines) {
    pending += line;
    if (pending.length < CHUNK) continue;
    yield Buffer.from(pending);
    pending = '';
  }
  if (pending !== '') yield Buffer.from(pending);
}
