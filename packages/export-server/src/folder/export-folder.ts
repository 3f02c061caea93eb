import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { classifyExportFile, type ExportScope } from '@learning-tracker/coursera';
import type { KnownCourse } from './known-courses.ts';

/** An export that lies in the folder. */
export interface ExportFile {
  readonly path: string;
  readonly name: string;
  /** Names of the folders it lies in, outermost first. */
  readonly folders: readonly string[];
  readonly bytes: number;
  readonly modifiedAtMs: number;
  /** Clickstream only: `YYYY-MM-DD`. */
  readonly day: string | null;
  /** Tables only: the 13 digits that end the name, else the file's own time. */
  readonly snapshotAtMs: number;
}

/** All exports anywhere below the folder, by path; names that begin with a dot are passed over. */
export async function listExports(root: string): Promise<readonly ExportFile[]> {
  const found: ExportFile[] = [];
  await walk(root, root, found);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function walk(root: string, folder: string, found: ExportFile[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
    if (entry.isDirectory()) await walk(root, join(folder, entry.name), found);
    else await add(root, folder, entry, found);
  }
}

async function add(root: string, folder: string, { name }: Dirent, found: ExportFile[]): Promise<void> {
  const kind = classifyExportFile(name);
  if (kind === null) return;
  const path = join(folder, name);
  const stats = await stat(path).catch(() => null);
  if (stats === null || !stats.isFile()) return;
  found.push({
    path,
    name,
    folders: relative(root, folder)
      .split(sep)
      .filter((part) => part !== ''),
    bytes: stats.size,
    modifiedAtMs: stats.mtimeMs,
    day: kind.kind === 'clickstream' ? kind.day : null,
    snapshotAtMs: Number(/(\d{13})\.zip$/i.exec(name)?.[1] ?? Math.floor(stats.mtimeMs)),
  });
}

/** The files of a scope: those in a folder of its name if there is one, else those in no other's folder. */
export function filesOf(
  scope: ExportScope,
  files: readonly ExportFile[],
  courses: readonly KnownCourse[],
): readonly ExportFile[] {
  const names = namesOf(scope, courses);
  const own = files.filter(({ folders }) => folders.some((name) => names.includes(name)));
  if (own.length > 0) return own;
  const others = courses.flatMap(({ id, slug }) => [id, slug ?? id]).filter((name) => !names.includes(name));
  return files.filter(({ folders }) => !folders.some((name) => others.includes(name)));
}

function namesOf(scope: ExportScope, courses: readonly KnownCourse[]): readonly string[] {
  switch (scope.kind) {
    case 'course': {
      const slug = courses.find(({ id }) => id === scope.courseId)?.slug;
      return slug === undefined ? [scope.courseId] : [scope.courseId, slug];
    }
    case 'partner':
      return [scope.partnerId];
    case 'group':
      return [scope.groupId];
  }
}

/** The zip with the newest snapshot; undefined where there is none. */
export function newestZip(files: readonly ExportFile[]): ExportFile | undefined {
  return files
    .filter(({ day }) => day === null)
    .reduce<ExportFile | undefined>(
      (newest, file) => (newest === undefined || file.snapshotAtMs >= newest.snapshotAtMs ? file : newest),
      undefined,
    );
}
