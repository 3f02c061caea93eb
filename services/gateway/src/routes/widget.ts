import type { FastifyInstance, FastifyRequest } from 'fastify';
import { widgetDocument, widgetMetrics } from '../documents/widget-document.ts';
import { Refusal } from '../errors.ts';
import { pathParameter } from '../http/token-guard.ts';
import { REQUESTS, type SettingsRequest } from '../settings/request.ts';
import { type LearnerRouteDeps, unknownCourse } from './context.ts';

/** Last part of the path of each change (widget-api.md). */
const CHANGES: readonly (readonly [string, SettingsRequest['kind']])[] = [
  ['consent', 'consent'],
  ['goal', 'goal'],
  ['widget', 'selection'],
  ['SRL', 'questionnaire'],
];

/** Routes of the learner widget: `GET` gives the learner document, `POST` changes settings (widget-api.md). */
export function widgetRoutes(app: FastifyInstance, deps: LearnerRouteDeps): void {
  const { store, answers, settings } = deps;
  const noMetrics = widgetMetrics(null);

  app.get('/learner_data/:dashboardId/:branch', async (request, reply) => {
    const { course, dashboardId, branchId } = await addressOf(request, deps);
    const { courseId } = course;
    const learnerId = await store.tableId(courseId, dashboardId);
    const answer =
      learnerId === null
        ? null
        : await answers.get({
            course,
            learnerId,
            dashboardId,
            profile: course.profile,
            form: 'widget',
            render: ({ figures }) => widgetMetrics(figures),
          });
    const own = { courseId, learnerId: dashboardId };
    const view = await settings.view(own);
    if (request.method === 'GET' && isStorable(dashboardId)) settings.noteLoad(own);
    return reply
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(widgetDocument({ dashboardId, branchId }, answer?.body ?? noMetrics, view));
  });

  for (const [path, kind] of CHANGES) {
    app.post(`/learner_data/${path}/:dashboardId/:branch`, async (request, reply) => {
      const { course, dashboardId } = await addressOf(request, deps);
      if (!isStorable(dashboardId)) throw new Refusal('BAD_REQUEST', 400, 'The id holds control characters.');
      const change = REQUESTS[kind](request.body);
      await settings.change({ courseId: course.courseId, learnerId: dashboardId }, change);
      return reply.header('cache-control', 'no-store').send({ success: true });
    });
  }
}

/** Any branch names its course. @throws Refusal (404) for an unknown one */
async function addressOf(request: FastifyRequest, { directory }: LearnerRouteDeps) {
  const branchId = pathParameter(request, 'branch');
  const course = await directory.find(branchId);
  if (course === null) throw unknownCourse();
  return { course, branchId, dashboardId: pathParameter(request, 'dashboardId') };
}

/** Ids are hashes; whatever else comes must at least be a text that keys of log and store may hold. */
function isStorable(dashboardId: string): boolean {
  return dashboardId !== '' && !/\p{Cc}/u.test(dashboardId);
}
