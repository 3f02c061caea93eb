import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';

/** Resolves when the target can take more. */
export type Put = (text: string) => Promise<void>;

/**
 * Runs `write` with a stream to `path`, or to standard output without one. A file appears under its name only when
 * it is whole; an interrupted one leaves nothing behind.
 */
export async function writeOutput(
  path: string | undefined,
  write: (put: Put) => Promise<void>,
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
export function putObject(put: Put, entries: AsyncIterable<readonly [string, unknown]>): Promise<void> {
  return putAll(put, '{}', entries, ([key, entry]) => `${JSON.stringify(key)}: ${JSON.stringify(entry)}`);
}

/** Writes `[value, …]` in the same way. */
export function putArray(put: Put, entries: AsyncIterable<unknown>): Promise<void> {
  return putAll(put, '[]', entries, (entry) => JSON.stringify(entry));
}

async function putAll<T>(
  put: Put,
  brackets: '{}' | '[]',
  entries: AsyncIterable<T>,
  print: (entry: T) => string,
): Promise<void> {
  const [open, close] = brackets;
  let isEmpty = true;
  for await (const entry of entries) {
    await put(`${isEmpty ? `${open}\n` : ',\n'}${print(entry)}`);
    isEmpty = false;
  }
  await put(isEmpty ? brackets : `\n${close}`);
}
