import type { ExportScope } from '@learning-tracker/coursera';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiRefusal } from '../errors.ts';
import type { Faults } from '../faults/faults.ts';
import { type ExportFile, filesOf, listExports, newestZip } from '../folder/export-folder.ts';
import type { KnownCourse } from '../folder/known-courses.ts';
import { isAll } from '../folder/schemas.ts';
import type { Variants } from '../folder/variants.ts';
import { jobAnswer } from '../jobs/answer.ts';
import type { Jobs, StubJob } from '../jobs/jobs.ts';
import { exportRequest, scopeOf } from '../jobs/wire.ts';
import { baseOf } from './base.ts';
import type { Links } from './links.ts';

export interface ExportRoutesDeps {
  readonly jobs: Jobs;
  readonly links: Links;
  readonly variants: Variants;
  readonly faults: Faults;
  readonly exportsFolder: string;
  readonly courses: () => Promise<readonly KnownCourse[]>;
}

const byId = z.object({ id: z.string() });
const listQuery = z.object({ q: z.literal('my') });
const NEWEST = 100;

/** Requests for exports, and what became of them. */
export function exportRoutes(app: FastifyInstance, deps: ExportRoutesDeps): void {
  const { jobs, faults } = deps;

  app.post('/api/onDemandExports.v2', async (request) => {
    const body = exportRequest.safeParse(request.body);
    if (!body.success) throw new ApiRefusal(400, 'validation', z.prettifyError(body.error));
    const scope = scopeOf(body.data);
    await refuseUnknown(scope, deps);
    const job = jobs.request(body.data);
    if (faults.strikes('lost-answer')) throw new ApiRefusal(500, 'internal', 'Something went wrong');
    return { elements: [await answerOf(job, baseOf(request), deps)], paging: {}, linked: {} };
  });

  app.get('/api/onDemandExports.v2', async (request) => {
    if (!listQuery.safeParse(request.query).success) {
      throw new ApiRefusal(400, 'validation', 'Only q=my is supported');
    }
    const elements = [];
    for (const job of jobs.all().slice(-NEWEST).reverse()) {
      elements.push(await answerOf(job, baseOf(request), deps));
    }
    return { elements, paging: {}, linked: {} };
  });

  app.get('/api/onDemandExports.v2/:id', async (request) => {
    const { id } = byId.parse(request.params);
    const job = jobs.find(id);
    if (job === undefined) throw new ApiRefusal(404, 'notFound', `No export job ${id}`);
    return { elements: [await answerOf(job, baseOf(request), deps)], paging: {}, linked: {} };
  });
}

/** @throws ApiRefusal 404 for a course that is none of those known, where any are */
export async function refuseUnknown(
  scope: ExportScope,
  { courses }: Pick<ExportRoutesDeps, 'courses'>,
): Promise<void> {
  if (scope.kind !== 'course') return;
  const known = await courses();
  if (known.length === 0 || known.some(({ id }) => id === scope.courseId)) return;
  throw new ApiRefusal(404, 'notFound', `No course ${scope.courseId}`);
}

/** A tables job is ready only when there is a zip to give out, which may still arrive. */
async function answerOf(
  job: StubJob,
  base: string,
  deps: ExportRoutesDeps,
): Promise<Record<string, unknown>> {
  const status = deps.jobs.status(job);
  if (job.kind === 'clickstream' || status !== 'SUCCESSFUL') return jobAnswer(job, status, null);
  job.zip ??= await zipOf(job, deps);
  if (job.zip === null) return jobAnswer(job, 'IN_PROGRESS', null);
  const { faults } = deps;
  const path = await pathOf(job, job.zip, deps);
  const link = deps.links.make(base, { path, name: job.zip.name }, faults.strikes('expired-link'));
  return jobAnswer(job, status, link);
}

/** The zip as it lies in the folder, unless only some of its tables were asked for, or a fault changes it. */
async function pathOf({ request }: StubJob, zip: ExportFile, deps: ExportRoutesDeps): Promise<string> {
  const { faults, variants } = deps;
  const { schemaNames } = request;
  const schemas =
    schemaNames === undefined || schemaNames === null || isAll(schemaNames) ? null : schemaNames;
  const headings = faults.strikes('changed-headings') ? faults.headings : {};
  if (schemas === null && Object.keys(headings).length === 0) return zip.path;
  return variants.ofTables(zip, { schemas, headings });
}

async function zipOf(job: StubJob, deps: ExportRoutesDeps): Promise<ExportFile | null> {
  const files = filesOf(job.scope, await listExports(deps.exportsFolder), await deps.courses());
  return newestZip(files) ?? null;
}
