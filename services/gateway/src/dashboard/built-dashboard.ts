import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@learning-tracker/runtime';
import { GATEWAY_ERRORS } from '../errors.ts';
import { DASHBOARD_FOLDER } from './dashboard-routes.ts';

/** Where the dashboard was built; undefined, with a warning, where it was not: the API serves without its pages. */
export async function builtDashboard(logger: Logger): Promise<string | undefined> {
  try {
    await access(join(DASHBOARD_FOLDER, 'index.html'));
    return DASHBOARD_FOLDER;
  } catch {
    logger.warn({ code: 'DASHBOARD_NOT_BUILT' }, GATEWAY_ERRORS.DASHBOARD_NOT_BUILT);
    return undefined;
  }
}
