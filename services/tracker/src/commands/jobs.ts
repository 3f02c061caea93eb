import type { ExportJob, ExportScope } from '@learning-tracker/coursera';
import { exportApiOf } from '../export-api/connection.ts';
import { rfc3339, table } from '../output/text.ts';

export interface JobsOptions {
  readonly json?: boolean;
}

/** Shows the export jobs that the API holds of this account, the newest last. @returns the exit code */
export async function showJobs(
  { json }: JobsOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const jobs = [...(await exportApiOf(env).jobs())].sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  const text = json === true ? JSON.stringify(jobs.map(shownJob), null, 2) : table(rowsOf(jobs));
  process.stdout.write(`${text}\n`);
  return 0;
}

/** Everything but the link, which is a secret. */
function shownJob({ downloadLink, createdAt, startedAt, completedAt, snapshotAt, ...job }: ExportJob) {
  return {
    ...job,
    hasDownloadLink: downloadLink !== null,
    createdAt: timeOf(createdAt),
    startedAt: timeOf(startedAt),
    completedAt: timeOf(completedAt),
    snapshotAt: timeOf(snapshotAt),
  };
}

function rowsOf(jobs: readonly ExportJob[]): string[][] {
  return [
    ['created', 'id', 'status', 'type', 'hashing', 'scope', 'schemas'],
    ...jobs.map((job) => [
      timeOf(job.createdAt) ?? '',
      job.id,
      job.statusText,
      job.kind ?? 'unknown',
      job.hashing ?? 'unknown',
      job.scope === null ? 'unknown' : scopeOf(job.scope),
      job.interval === null ? (job.schemas ?? []).join(',') : `${job.interval.start} to ${job.interval.end}`,
    ]),
  ];
}

function scopeOf(scope: ExportScope): string {
  switch (scope.kind) {
    case 'course':
      return scope.courseId;
    case 'partner':
      return `partner ${scope.partnerId}`;
    case 'group':
      return `group ${scope.groupId}`;
  }
}

function timeOf(at: number | null): string | null {
  return at === null ? null : rfc3339(at);
}
