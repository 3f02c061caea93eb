import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExportSource, SourceFile } from '../model.ts';

/** Downloads that are not finished carry such names. */
const UNFINISHED = /\.(part|tmp|crdownload|download)$/i;

/**
 * All files anywhere below `folder`, by path. Names that begin with a dot, `__MACOSX` folders and unfinished
 * downloads are passed over; so is a file that goes away while the folder is read.
 */
export function createFolderSource(folder: string): ExportSource {
  return {
    async files() {
      const found: SourceFile[] = [];
      await walk(folder, found);
      return found.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
  };
}

async function walk(folder: string, found: SourceFile[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (isIgnored(entry)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(path, found);
    else await addFile(path, found);
  }
}

function isIgnored(entry: Dirent): boolean {
  return entry.name.startsWith('.') || entry.name === '__MACOSX' || UNFINISHED.test(entry.name);
}

async function addFile(path: string, found: SourceFile[]): Promise<void> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return;
    found.push({ path, name: basename(path), bytes: stats.size, modifiedAtMs: stats.mtimeMs });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
