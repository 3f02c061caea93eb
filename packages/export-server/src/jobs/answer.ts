import { SCHEMA_NAMES } from '@learning-tracker/coursera';
import type { StubJob, StubStatus } from './jobs.ts';

/** A job as the API answers it; what does not apply is left out. */
export function jobAnswer(
  job: StubJob,
  status: StubStatus,
  downloadLink: string | null,
): Record<string, unknown> {
  const { scope, exportType, anonymityLevel, schemaNames } = job.request;
  const started = status !== 'PENDING';
  const done = status === 'SUCCESSFUL';
  return {
    id: job.id,
    status,
    scope,
    exportType,
    anonymityLevel,
    ...(job.kind === 'tables' ? { schemaNames: schemaNames ?? SCHEMA_NAMES } : {}),
    ...(job.interval === null ? {} : { interval: job.interval }),
    ...(downloadLink === null ? {} : { downloadLink }),
    metadata: {
      createdBy: 1,
      createdAt: job.createdAtMs,
      ...(started ? { startedAt: job.startedAtMs } : {}),
      ...(done ? { completedAt: job.readyAtMs } : {}),
      ...(done && job.zip !== null ? { snapshotAt: job.zip.snapshotAtMs } : {}),
    },
  };
}
