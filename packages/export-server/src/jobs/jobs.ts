import { randomBytes } from 'node:crypto';
import { type ExportKind, type ExportScope, SCHEMA_NAMES, scopeText } from '@learning-tracker/coursera';
import { ApiRefusal } from '../errors.ts';
import type { Faults } from '../faults/faults.ts';
import type { ExportFile } from '../folder/export-folder.ts';
import { KIND_OF, type RequestBody, scopeOf } from './wire.ts';

const DAY_MS = 86_400_000;
/** The share of its time that a job waits before it is worked on. */
const PENDING_SHARE = 0.3;
const SLOW_FACTOR = 10;

export type StubStatus = 'PENDING' | 'IN_PROGRESS' | 'SUCCESSFUL' | 'TERMINATED' | 'ON_HOLD';

/** A job as it was asked for, and when it will be ready. */
export interface StubJob {
  readonly id: string;
  readonly request: RequestBody;
  readonly kind: ExportKind;
  readonly scope: ExportScope;
  /** Clickstream: the days, both included. */
  readonly interval: { readonly start: string; readonly end: string } | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number;
  /** Infinity for one that never is. */
  readonly readyAtMs: number;
  readonly endsAs: 'SUCCESSFUL' | 'TERMINATED' | 'ON_HOLD';
  /** The zip it gives out, once that is settled. */
  zip: ExportFile | null;
}

export interface JobsOptions {
  readonly nowMs: () => number;
  readonly latencyMs: number;
  readonly requestsPerDay: number;
  readonly recentMs: number;
  readonly identical: 'existing' | 'refused';
  readonly faults: Faults;
}

export type Jobs = ReturnType<typeof createJobs>;

/** All jobs since the start of the server, oldest first. */
export function createJobs(options: JobsOptions) {
  const { nowMs, faults } = options;
  const jobs: StubJob[] = [];

  function refuseTooMany(scope: ExportScope, now: number): void {
    const recent = jobs.filter(
      (job) => scopeText(job.scope) === scopeText(scope) && job.createdAtMs > now - DAY_MS,
    );
    const [oldest] = recent;
    if (oldest === undefined || recent.length < options.requestsPerDay) return;
    throw new ApiRefusal(
      429,
      'tooManyRequests',
      `Too many export requests for ${scopeText(scope)}: at most ${options.requestsPerDay} a day`,
      Math.ceil((oldest.createdAtMs + DAY_MS - now) / 1000),
    );
  }

  /** A recent job of the same request that has not failed. */
  function existing(request: RequestBody, now: number): StubJob | undefined {
    return jobs.findLast(
      (job) =>
        job.createdAtMs > now - options.recentMs &&
        job.endsAs === 'SUCCESSFUL' &&
        sameText(job.request) === sameText(request),
    );
  }

  function create(request: RequestBody, now: number): StubJob {
    const kind = KIND_OF[request.exportType];
    const yesterday = dayOf(now - DAY_MS);
    const latency = options.latencyMs * (faults.strikes('slow') ? SLOW_FACTOR : 1);
    const job: StubJob = {
      // Letters and digits only, since clients put ids into URLs as they are.
      id: randomBytes(11).toString('hex'),
      request,
      kind,
      scope: scopeOf(request),
      interval: kind === 'clickstream' ? (request.interval ?? { start: yesterday, end: yesterday }) : null,
      createdAtMs: now,
      startedAtMs: now + Math.floor(latency * PENDING_SHARE),
      readyAtMs: faults.strikes('never-ready') ? Number.POSITIVE_INFINITY : now + latency,
      endsAs: faults.strikes('terminated')
        ? 'TERMINATED'
        : faults.strikes('unknown-status')
          ? 'ON_HOLD'
          : 'SUCCESSFUL',
      zip: null,
    };
    jobs.push(job);
    return job;
  }

  return {
    all: (): readonly StubJob[] => jobs,
    find: (id: string): StubJob | undefined => jobs.find((job) => job.id === id),
    /** @throws ApiRefusal 429 beyond the limit, 409 for an identical recent request where that is refused */
    request(request: RequestBody): StubJob {
      const now = nowMs();
      const same = request.ignoreExisting === true ? undefined : existing(request, now);
      if (same !== undefined && options.identical === 'existing') return same;
      if (same !== undefined) {
        throw new ApiRefusal(
          409,
          'duplicateRequest',
          `An identical request was made recently: job ${same.id}`,
        );
      }
      refuseTooMany(scopeOf(request), now);
      return create(request, now);
    },
    status(job: StubJob): StubStatus {
      const now = nowMs();
      if (now < job.startedAtMs) return 'PENDING';
      return now < job.readyAtMs ? 'IN_PROGRESS' : job.endsAs;
    },
    /** How many successful clickstream jobs cover a day. */
    covering(scope: ExportScope, day: string): number {
      return jobs.filter(
        (job) =>
          job.kind === 'clickstream' &&
          scopeText(job.scope) === scopeText(scope) &&
          job.interval !== null &&
          job.interval.start <= day &&
          day <= job.interval.end &&
          this.status(job) === 'SUCCESSFUL',
      ).length;
    },
  };
}

/** What makes two requests the same. */
function sameText({ scope, exportType, anonymityLevel, schemaNames, interval }: RequestBody): string {
  const schemas = [...(schemaNames ?? SCHEMA_NAMES)].sort();
  return JSON.stringify([scope, exportType, anonymityLevel, schemas, interval ?? null]);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
