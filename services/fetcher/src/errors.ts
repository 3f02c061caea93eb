/** Codes of this service's errors and file outcomes, with what each means and what to do about it (docs/errors.md). */
export const FETCHER_ERRORS = {
  FETCH_NOTHING_HELD:
    'No held snapshot has this name or checksum. `/readyz` and the log name the held files; a new file has to be looked at first.',
  FETCH_FILE_UNREADABLE:
    'An export file could not be read, for a reason that is not in its content (permissions, disk, a file that went away). It is tried again at the next look.',
  FETCH_WORKER_ENDED:
    'The thread that read a clickstream file ended before its time, mostly for want of memory. Another takes its place, and the file is taken again from where it stood at the next look; if it stays so, set fewer workers or look at the file.',
  FETCH_STILL_WRITTEN:
    'An export file is not whole yet or still changes. It is looked at again; nothing has to be done unless it stays so.',
  FETCH_FILE_WANTED:
    'A file that was taken holds rows that are to be taken again, since their course or branch has become known or somebody asked for them, and it is no longer there. Put it back under its name; without it these rows stay missing.',
  FETCH_TABLE_FAILED:
    'One table of an otherwise good zip could not be used; the last good snapshot of that table stays in force. The reason names file, column and headings.',
  FETCH_TABLE_HELD:
    'A snapshot would remove over half of the rows of a table and waits. Look at the file, then let it through with `tracker fetch --accept FILE`.',
  FETCH_JOB_NEVER_READY:
    'An export job did not become ready. It is asked for again the next day, at most as often as configured; if it stays so, report the job to Coursera.',
  FETCH_JOB_TERMINATED:
    'Coursera ended an export job without a result. It is asked for again the next day, at most as often as configured; if it stays so, report the job to Coursera.',
  FETCH_JOB_UNKNOWN:
    'An export job has a status that this program does not know, which counts as a failure. It is asked for again the next day; if it stays so, the API has changed: report it.',
  FETCH_ORDER_FAILED:
    'An export could not be had, for a reason that is none of the API’s own. The reason says why; the next run tries again.',
  FETCH_LEDGER_UNKNOWN:
    'The ledger was written by a newer version, or the file is none of ours. Start the version that wrote it, or name another data file.',
} as const;

export type FetcherErrorCode = keyof typeof FETCHER_ERRORS;

/** Why a readable row cannot be published; it is a dead letter, the other rows of its file count. */
export const ROUTING_ERRORS = {
  unknown_course:
    'The row is of a course or branch that is not configured and that no table has named. Add the course to course.json, or bring the tables that name the branch: the rows are then taken from the same file, and the dead letter stays as a record. Else leave the course out of the export.',
} as const;

export type RoutingErrorCode = keyof typeof ROUTING_ERRORS;
