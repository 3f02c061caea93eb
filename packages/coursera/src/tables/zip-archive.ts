import { open as openFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { type Entry, getFileNameLowLevel, openPromise, validateFileName, type ZipFile } from 'yauzl';
import { codeOf, fileError, unreadable } from '../files/failures.ts';
import type { FileStamp } from '../files/file-stamp.ts';
import { passedLimit } from '../files/limits.ts';
import type { ZipLimits } from '../model.ts';

/** A file of a verified archive. */
export interface ArchiveEntry {
  /** Path inside the archive, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  /** Epoch microseconds; times without a zone are taken as UTC. */
  readonly modifiedAt: number;
  /** The first bytes, at most as many as asked for. */
  readonly head: Uint8Array;
  /** The content as a stream; errors of it are TrackerErrors. */
  read(): AsyncGenerator<Uint8Array>;
}

export interface Archive {
  /** Files in the archive's order, folders left out. */
  readonly entries: readonly ArchiveEntry[];
  close(): void;
}

/**
 * Opens a zip and reads it from end to end: every name stays inside, every entry has its size and CRC-32, and all
 * of it is within the limits. Throws FILE_EMPTY, FILE_TRUNCATED, FILE_CORRUPT, FILE_UNREADABLE, ZIP_UNSAFE_PATH,
 * ZIP_TOO_LARGE, ZIP_TOO_MANY_ENTRIES or ZIP_UNSUPPORTED.
 */
export async function openArchive(
  path: string,
  stamp: FileStamp,
  limits: ZipLimits,
  headBytes: number,
): Promise<Archive> {
  if (stamp.size === 0) throw fileError('FILE_EMPTY', path, 'has 0 bytes');
  const zip = await openZip(path);
  try {
    if (zip.entryCount > limits.maxEntries) {
      throw fileError(
        'ZIP_TOO_MANY_ENTRIES',
        path,
        `holds ${zip.entryCount} entries, more than ${limits.maxEntries}`,
      );
    }
    return { entries: await verifyEntries(path, zip, limits, headBytes), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw zipError(path, error);
  }
}

async function verifyEntries(path: string, zip: ZipFile, limits: ZipLimits, headBytes: number) {
  const entries: ArchiveEntry[] = [];
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    const name = safeName(path, entry);
    if (name.endsWith('/')) continue;
    // yauzl never gives more than the size declared, so that it is enough to judge that.
    refuse(
      path,
      name,
      passedLimit(entry.uncompressedSize, entry.compressedSize, total + entry.uncompressedSize, limits),
    );
    if (!entry.canDecodeFileData()) throw fileError('ZIP_UNSUPPORTED', path, `${name} cannot be unpacked`);
    const head: Uint8Array[] = [];
    let missing = headBytes;
    let bytes = 0;
    let checksum = 0;
    for await (const chunk of readEntry(path, zip, entry, name)) {
      bytes += chunk.length;
      checksum = crc32(chunk, checksum);
      if (missing > 0) head.push(Uint8Array.from(chunk.subarray(0, missing)));
      missing -= chunk.length;
    }
    if (checksum !== entry.crc32) throw fileError('FILE_CORRUPT', path, `${name} does not match its CRC-32`);
    total += bytes;
    const modifiedMs = entry.getLastModDate({ timezone: 'UTC' }).getTime();
    entries.push({
      path: name,
      bytes,
      modifiedAt: Number.isFinite(modifiedMs) ? modifiedMs * 1000 : 0,
      head: Buffer.concat(head),
      read: () => readEntry(path, zip, entry, name),
    });
  }
  return entries;
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    // Names are decoded and checked below, so that an unsafe one has a code of its own.
    return await openPromise(path, { autoClose: false, decodeStrings: false });
  } catch (error) {
    if (codeOf(error) !== null) throw unreadable(path, error);
    // Without its directory, which stands at the end, a file that begins like a zip is one cut short.
    const cut = (await firstBytes(path, 2)).toString('latin1') === 'PK';
    throw cut
      ? fileError('FILE_TRUNCATED', path, 'begins like a zip but its directory is missing', error)
      : fileError('FILE_CORRUPT', path, `is no zip (${messageOf(error)})`, error);
  }
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function safeName(path: string, entry: Entry): string {
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  const problem = validateFileName(name);
  if (problem !== null) throw fileError('ZIP_UNSAFE_PATH', path, problem);
  return name;
}

function refuse(path: string, name: string, passed: string | null): void {
  if (passed !== null) throw fileError('ZIP_TOO_LARGE', path, `${name} ${passed}`);
}

async function* readEntry(
  path: string,
  zip: ZipFile,
  entry: Entry,
  name: string,
): AsyncGenerator<Uint8Array> {
  try {
    const stream: Readable = await zip.openReadStreamPromise(entry);
    const chunks: AsyncIterable<Uint8Array> = stream;
    yield* chunks;
  } catch (error) {
    throw zipError(path, error, name);
  }
}

/** What yauzl and zlib complain about is the content; a system error is not. */
function zipError(path: string, error: unknown, entry?: string): TrackerError {
  if (error instanceof TrackerError) return error;
  const code = codeOf(error);
  if (code !== null && !code.startsWith('Z_')) return unreadable(path, error);
  const where = entry === undefined ? 'the zip' : entry;
  return fileError('FILE_CORRUPT', path, `${where} is damaged (${messageOf(error)})`, error);
}
