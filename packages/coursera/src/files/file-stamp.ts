import { stat } from 'node:fs/promises';
import { fileError, unreadable } from './failures.ts';

/** What tells that a file is still the one that was verified. */
export interface FileStamp {
  readonly size: number;
  readonly modifiedAt: number;
  readonly inode: number;
}

/** Throws FILE_UNREADABLE if there is no such file. */
export async function stampOf(path: string): Promise<FileStamp> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw fileError('FILE_UNREADABLE', path, 'is not a file');
    return { size: stats.size, modifiedAt: stats.mtimeMs, inode: stats.ino };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Throws FILE_CHANGED if the file is no longer the one that was stamped. */
export async function checkUnchanged(path: string, stamp: FileStamp): Promise<void> {
  const now = await stampOf(path);
  if (now.size !== stamp.size || now.modifiedAt !== stamp.modifiedAt || now.inode !== stamp.inode) {
    throw fileError('FILE_CHANGED', path, 'changed after it was verified');
  }
}
