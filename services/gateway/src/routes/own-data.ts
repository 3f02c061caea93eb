import { Readable } from 'node:stream';
import { METRIC_IDS, type Part, PROFILE_NAMES, type ProfileName } from '@learning-tracker/metrics';
import { type EmailVault, type LearnerRef, learnerState } from '@learning-tracker/storage';
import type { FastifyInstance } from 'fastify';
import { forbidden, idsOf, unknownCourse } from '../access/addressed.ts';
import type { LearnerAccess } from '../access/claims.ts';
import { accessOfRequest } from '../access/guard.ts';
import type { GatherOwnData } from '../access/own-data-limits.ts';
import { LAST_DAY } from '../documents/history-document.ts';
import { type ExplainedFigures, type OwnData, ownDataDocument } from '../documents/own-data-document.ts';
import { settingsDocument } from '../documents/settings-document.ts';
import type { Completeness } from '../figures/completeness.ts';
import { jsonChunks } from '../http/json-chunks.ts';
import type { SettingsHistory } from '../settings/settings-history.ts';
import { settingsViewOf } from './asked.ts';
import type { LearnerRouteDeps } from './context.ts';
import { describe, ownDataAnswer } from './schemas.ts';

export interface OwnDataRouteDeps extends LearnerRouteDeps {
  readonly vault: Pick<EmailVault, 'read'>;
  readonly settingsHistory: SettingsHistory;
  readonly completeness: Completeness;
  readonly gatherOwnData: GatherOwnData;
}

const FILE_NAME = 'learning-tracker.json';

/** `GET /v1/me/export`: all that is held of the token's learner, to nobody else. */
export function ownDataRoutes(app: FastifyInstance, deps: OwnDataRouteDeps): void {
  app.get(
    '/v1/me/export',
    { schema: describe('All that is held of the learner', ownDataAnswer), exposeHeadRoute: false },
    async (request, reply) => {
      const access = accessOfRequest(request);
      if (access.role !== 'learner') throw forbidden();
      const { courseId, id: learnerId } = access;
      const data = await deps.gatherOwnData({ courseId, learnerId }, () => gather(access, deps));
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="${FILE_NAME}"`)
        .type('application/json; charset=utf-8')
        .send(Readable.from(jsonChunks(ownDataDocument(data))));
    },
  );
}

/** Reads everything before the first byte is sent, so that what fails is a refusal and no half of a file. */
async function gather(access: LearnerAccess, deps: OwnDataRouteDeps): Promise<OwnData> {
  const { clock, settings, store, vault, settingsHistory } = deps;
  const { courseId } = access;
  const course = await deps.directory.find(courseId);
  if (course === null || course.courseId !== courseId) throw unknownCourse();
  const { learnerId, dashboardId } = await idsOf(access, deps);
  const named = learnerId === null ? null : { courseId, learnerId };
  const known = dashboardId === null ? null : { courseId, learnerId: dashboardId };
  const view = await settingsViewOf({ course, dashboardId }, settings);
  return {
    writtenAt: clock.now(),
    courseId,
    learnerId,
    dashboardId,
    email: known === null ? null : await vault.read(known),
    settings: settingsDocument(view, course, clock.now()),
    events: known === null ? [] : await settingsHistory.events(known),
    figures: named === null ? [] : await figuresOf(named, deps),
    history: named === null ? [] : await store.history(named, 0, LAST_DAY),
    parts: await partsOf([...new Set([learnerId, dashboardId])], courseId, deps),
  };
}

/** Of every profile that has figures of the learner. */
async function figuresOf(learner: LearnerRef, deps: OwnDataRouteDeps): Promise<ExplainedFigures[]> {
  const complete = await deps.completeness.of(learner);
  const all: ExplainedFigures[] = [];
  for (const profile of PROFILE_NAMES) {
    const figures = await deps.figures.learner(learner, profile);
    if (figures !== null)
      all.push({ figures, complete, explanations: await explain(learner, profile, deps) });
  }
  return all;
}

async function explain(learner: LearnerRef, profile: ProfileName, { figures }: OwnDataRouteDeps) {
  const all = [];
  for (const metric of METRIC_IDS) {
    const explained = await figures.explanation(learner, profile, metric);
    if (explained !== null) all.push(explained);
  }
  return all;
}

/** What stands under each id: everything but the settings under the table id, the settings under the other. */
async function partsOf(
  ids: readonly (string | null)[],
  courseId: string,
  { store }: OwnDataRouteDeps,
): Promise<(readonly [string, Part])[]> {
  const found: (readonly [string, Part])[] = [];
  for (const learnerId of ids) {
    const record = learnerId === null ? null : await store.read({ courseId, learnerId });
    if (record === null) continue;
    const state = learnerState(record.parts);
    if (!state.erased) found.push(...state.parts);
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}
