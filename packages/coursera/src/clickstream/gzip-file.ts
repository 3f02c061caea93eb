import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { messageOf, type TrackerError } from '@learning-tracker/runtime';
import { codeOf, fileError, unreadable } from '../files/failures.ts';
import type { FileStamp } from '../files/file-stamp.ts';
import { passedLimit } from '../files/limits.ts';
import type { ZipLimits } from '../model.ts';

const CHUNK_BYTES = 64 * 1024;
const LF = 0x0a;

/** The unpacked bytes of a gzip file, all members of it; throws FILE_TRUNCATED, FILE_CORRUPT, FILE_UNREADABLE. */
export async function* gunzipFile(path: string): AsyncGenerator<Uint8Array> {
  yield* unpack(path, openGunzip(path));
}

export interface GzipContent {
  readonly bytes: number;
  /** Physical lines, one without a line end included. */
  readonly lines: number;
}

/**
 * Unpacks a gzip file once from end to end, so that zlib has checked the CRC and length of every member, and
 * counts what is in it. Throws FILE_EMPTY, FILE_TRUNCATED, FILE_CORRUPT, FILE_TOO_LARGE or FILE_UNREADABLE.
 */
export async function verifyGzip(path: string, stamp: FileStamp, limits: ZipLimits): Promise<GzipContent> {
  if (stamp.size === 0) throw fileError('FILE_EMPTY', path, 'has 0 bytes');
  const gunzip = openGunzip(path);
  let bytes = 0;
  let lines = 0;
  let last = LF;
  for await (const chunk of unpack(path, gunzip)) {
    bytes += chunk.length;
    const passed = passedLimit(bytes, stamp.size, bytes, limits);
    if (passed !== null) throw fileError('FILE_TOO_LARGE', path, passed);
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) lines++;
    last = chunk.at(-1) ?? last;
  }
  // zlib takes no notice of bytes that follow the last member.
  if (gunzip.bytesWritten < stamp.size) {
    throw fileError(
      'FILE_CORRUPT',
      path,
      `holds ${stamp.size - gunzip.bytesWritten} bytes that are not gzip`,
    );
  }
  return { bytes, lines: last === LF ? lines : lines + 1 };
}

function openGunzip(path: string): Gunzip {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // A failure of either stream is raised where `gunzip` is read.
  pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), gunzip, () => undefined);
  return gunzip;
}

async function* unpack(path: string, gunzip: Gunzip): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterable<Uint8Array> = gunzip;
  try {
    yield* chunks;
  } catch (error) {
    throw gzipError(path, error);
  }
}

function gzipError(path: string, error: unknown): TrackerError {
  const code = codeOf(error);
  if (code === 'Z_BUF_ERROR') return fileError('FILE_TRUNCATED', path, 'the gzip data ends too early', error);
  if (code?.startsWith('Z_')) {
    return fileError('FILE_CORRUPT', path, `the gzip data is damaged (${messageOf(error)})`, error);
  }
  return unreadable(path, error);
}
