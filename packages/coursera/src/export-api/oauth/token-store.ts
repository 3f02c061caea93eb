import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '@learning-tracker/runtime';
import { z } from 'zod';
import { codeOf } from '../../files/failures.ts';
import { ExportApiError } from '../failures.ts';

const storedTokens = z.object({
  accessToken: z.string().min(1),
  /** Epoch microseconds. */
  expiresAt: z.number(),
  refreshToken: z.string().min(1).nullable(),
});

/** What a login gave. All of it is secret. */
export type StoredTokens = z.output<typeof storedTokens>;

/** Where a login is kept between runs. */
export interface TokenStore {
  /** Null where there is no login yet. */
  read(): Promise<StoredTokens | null>;
  write(tokens: StoredTokens): Promise<void>;
}

/** A file that only its owner can read, replaced as a whole. Throws COURSERA_TOKEN_FILE_UNUSABLE. */
export function createTokenFile(path: string): TokenStore {
  const unusable = (error: unknown) =>
    new ExportApiError('COURSERA_TOKEN_FILE_UNUSABLE', `${path}: ${messageOf(error)}`);
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null;
        throw unusable(error);
      }
      try {
        return storedTokens.parse(JSON.parse(text));
      } catch {
        // What zod and JSON say quotes the content.
        throw unusable('does not hold a login');
      }
    },
    async write(tokens) {
      const temporary = `${path}.${randomUUID()}.tmp`;
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        const file = await open(temporary, 'wx', 0o600);
        try {
          await file.writeFile(`${JSON.stringify(tokens)}\n`);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw unusable(error);
      }
    },
  };
}

/** For credentials of the environment: nothing is written. */
export function createMemoryTokens(): TokenStore {
  let kept: StoredTokens | null = null;
  return {
    read: async () => kept,
    write: async (tokens) => {
      kept = tokens;
    },
  };
}
