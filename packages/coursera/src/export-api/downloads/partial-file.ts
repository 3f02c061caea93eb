import { constants } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { codeOf } from '../../files/failures.ts';

const facts = z.object({
  /** Strong ETag, or else the time of the last change; only with one of them a download can be resumed. */
  validator: z.string().nullable(),
  total: z.number().int().nonnegative().nullable(),
  checksum: z.object({ algorithm: z.enum(['sha256', 'md5']), base64: z.string() }).nullable(),
});

/** What the server said of the file that a partial one is the beginning of. */
export type RemoteFacts = z.output<typeof facts>;

/** The end of a file that is being written. */
export interface Sink {
  writeFile(bytes: Uint8Array): Promise<void>;
  /** Makes what was written last. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface PartialFile {
  readonly path: string;
  /** Bytes that are there; 0 where nothing can be gone on from. */
  size(): Promise<number>;
  facts(): Promise<RemoteFacts | null>;
  /** Begins anew: forgets what is there. */
  begin(remote: RemoteFacts): Promise<Sink>;
  /** Goes on at the end. */
  append(): Promise<Sink>;
  /** Makes it the finished file, in one step. */
  finish(path: string): Promise<void>;
  remove(): Promise<void>;
}

/** The unfinished download beside its target, with a note of what it is the beginning of; both for the owner only. */
export function createPartialFile(target: string): PartialFile {
  const path = `${target}.part`;
  const notePath = `${target}.note.part`;
  return {
    path,
    async size() {
      try {
        return (await stat(path)).size;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return 0;
        throw error;
      }
    },
    async facts() {
      try {
        const parsed = facts.safeParse(JSON.parse(await readFile(notePath, 'utf8')));
        return parsed.success ? parsed.data : null;
      } catch (error) {
        // A note that a crash cut off is as good as none.
        if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return null;
        throw error;
      }
    },
    async begin(remote) {
      // In this order: bytes without the note of their own file must never be gone on from.
      await rm(notePath, { force: true });
      await rm(path, { force: true });
      const file = await open(path, 'wx', 0o600);
      try {
        await writeFile(notePath, JSON.stringify(remote), { mode: 0o600 });
      } catch (error) {
        await file.close();
        throw error;
      }
      return file;
    },
    append: () => open(path, constants.O_WRONLY | constants.O_APPEND),
    async finish(finished) {
      await rename(path, finished);
      await rm(notePath, { force: true });
    },
    async remove() {
      await rm(notePath, { force: true });
      await rm(path, { force: true });
    },
  };
}
