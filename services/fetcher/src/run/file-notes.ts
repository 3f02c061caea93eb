import type { FetchStatus, FileStatus } from '../model.ts';

/**
 * Files that a person should look at, one line each; for readiness. A table that could not be used, such as one without
 * a required heading, is told of until a newer snapshot of the course has come.
 */
export function fileNotes({ files }: FetchStatus): readonly string[] {
  const newest = newestSnapshots(files);
  return files.flatMap((file) => {
    const { name, state, code, reason } = file;
    if (state === 'failed' || state === 'held') {
      return [`${name} is ${state}: ${reason ?? 'see the fetcher status'}`];
    }
    if (code !== 'FETCH_TABLE_FAILED' || !file.courses.some((course) => newest.get(course) === file))
      return [];
    return [`a table of ${name} could not be used: ${reason ?? 'see the fetcher status'}`];
  });
}

/** Of each course the file with its newest tables. */
function newestSnapshots(files: readonly FileStatus[]): ReadonlyMap<string, FileStatus> {
  const newest = new Map<string, FileStatus>();
  for (const file of files) {
    for (const { courseId } of file.tables) {
      const before = newest.get(courseId);
      if (before === undefined || (file.version ?? 0) >= (before.version ?? 0)) newest.set(courseId, file);
    }
  }
  return newest;
}
