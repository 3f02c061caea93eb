import type { ExportScope } from '@learning-tracker/coursera';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiRefusal } from '../errors.ts';
import { type ExportFile, filesOf, listExports } from '../folder/export-folder.ts';
import { scopeOfQuery } from '../jobs/wire.ts';
import { baseOf } from './base.ts';
import { type ExportRoutesDeps, refuseUnknown } from './exports.ts';

export interface ClickstreamRoutesDeps extends ExportRoutesDeps {
  readonly linksNeedJob: boolean;
  readonly nowMs: () => number;
}

const query = z.object({
  action: z.literal('generateLinks'),
  scope: z.string(),
  startDate: z.iso.date().optional(),
  endDate: z.iso.date().optional(),
});

/** How long a file that comes short at first stays so. */
const SHORT_MS = 43_200_000;

/** Links to clickstream files, one a file; none where there is no data in the days. */
export function clickstreamRoutes(app: FastifyInstance, deps: ClickstreamRoutesDeps): void {
  /** Files that are given out short, by path, with the time of the first link. */
  const shortSince = new Map<string, number | null>();

  async function isShort(file: ExportFile, scope: ExportScope): Promise<boolean> {
    let since = shortSince.get(file.path);
    if (since === undefined) {
      since = deps.faults.strikes('short-first') ? deps.nowMs() : null;
      shortSince.set(file.path, since);
    }
    if (since === null || deps.nowMs() >= since + SHORT_MS) return false;
    return deps.jobs.covering(scope, file.day ?? '') < 2;
  }

  app.post('/api/clickstreamExportsDownload.v1', async (request) => {
    const parsed = query.safeParse(request.query);
    if (!parsed.success) throw new ApiRefusal(400, 'validation', z.prettifyError(parsed.error));
    const { startDate = '', endDate = '9999-12-31' } = parsed.data;
    const scope = scopeOfQuery(parsed.data.scope);
    if (scope === null) throw new ApiRefusal(400, 'validation', 'scope must be courseContext~ID or the like');
    await refuseUnknown(scope, deps);
    const files = filesOf(scope, await listExports(deps.exportsFolder), await deps.courses());
    const links: string[] = [];
    for (const file of files) {
      if (file.day === null || file.day < startDate || file.day > endDate) continue;
      if (deps.linksNeedJob && deps.jobs.covering(scope, file.day) === 0) continue;
      const path = (await isShort(file, scope)) ? await deps.variants.firstHalf(file) : file.path;
      const target = { path, name: file.name };
      links.push(deps.links.make(baseOf(request), target, deps.faults.strikes('expired-link')));
    }
    return links;
  });
}
