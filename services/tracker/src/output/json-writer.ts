import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';

/**
 * Runs `write` with a stream to `path`, or to standard output without one. A file appears under its name only when
 * it is whole; an interrupted one leaves nothing behind.
 */
export async function writeOutput(
  path: string | undefined,
  write: (put: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  if (path === undefined) return write((text) => put(process.stdout, text));
  const partial = `${path}.${randomBytes(4).toString('hex')}.part`;
  const stream = createWriteStream(partial);
  try {
    await once(stream, 'open');
    await write((text) => put(stream, text));
    stream.end();
    await once(stream, 'close');
    await rename(partial, path);
  } catch (error) {
    stream.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}

async function put(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

/** Writes `{"key": value, …}` entry by entry, so that no result is held whole in memory. */
export async function putObject(
  put: (text: string) => Promise<void>,
  entries: AsyncIterable<readonly [string, unknown]>,
): Promise<void> {
  let separator = '{\n';
  for await (const [key, entry] of entries) {
    await put(`${separator}${JSON.stringify(key)}: ${JSON.stringify(entry)}`);
    separator = ',\n';
  }
  await put(separator === '{\n' ? '{}' : '\n}');
}
