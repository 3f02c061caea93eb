import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { unreadable } from './failures.ts';

/** SHA-256 of a file's bytes, lower-case hex, read as a stream. Throws FILE_UNREADABLE. */
export async function fileChecksum(path: string): Promise<string> {
  const digest = createHash('sha256');
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) digest.update(bytes);
  } catch (error) {
    throw unreadable(path, error);
  }
  return digest.digest('hex');
}
