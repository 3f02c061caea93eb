import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrackerError } from '@learning-tracker/runtime';
import { onTestFinished } from 'vitest';
import { ZipFile } from 'yazl';

/** Writes a file into a folder of its own that is removed after the test; returns its path. */
export async function tempFile(name: string, content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coursera-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

export interface ZipContent {
  readonly [path: string]: string | Uint8Array;
}

/** The bytes of a zip; `compress` false stores the entries as they are. */
export async function zipBytes(
  content: ZipContent,
  options: { readonly compress?: boolean; readonly mtime?: Date } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, bytes] of Object.entries(content)) {
    zip.addBuffer(Buffer.from(bytes), path, { compress: true, mtime: new Date(0), ...options });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The stable code of the error by which something is refused; throws if it is not. */
export async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof TrackerError) return error.code;
    throw error;
  }
  throw new Error('was not refused');
}
