import type { FastifyInstance, FastifyRequest } from 'fastify';
import { forbidden, idsOf, mayRead, opensCourse, unknownCourse } from '../access/addressed.ts';
import { widgetDocument, widgetMetrics } from '../documents/widget-document.ts';
import { Refusal } from '../errors.ts';
import { isStorableId, pathParameter } from '../http/path-parameter.ts';
import { sendAscii } from '../http/send-ascii.ts';
import { REQUEST_BODIES, REQUESTS, type SettingsRequest } from '../settings/request.ts';
import type { LearnerRouteDeps } from './context.ts';
import { describeChange } from './schemas.ts';

/** Last part of the path of each change (widget-api.md). */
const CHANGES: readonly (readonly [string, SettingsRequest['kind']])[] = [
  ['consent', 'consent'],
  ['goal', 'goal'],
  ['widget', 'selection'],
  ['SRL', 'questionnaire'],
];

/**
 * Asked before a request without a token is answered (widget access `open`). `isNamed`: an export has named the id.
 *
 * @throws Refusal RATE_LIMITED (429)
 */
export type OpenAccess = (
  request: FastifyRequest,
  asked: { readonly dashboardId: string; readonly isNamed: boolean; readonly changes: boolean },
) => void;

export interface WidgetRouteDeps extends LearnerRouteDeps {
  readonly admit: OpenAccess;
}

/** Routes of the learner widget: `GET` gives the learner document, `POST` changes settings (widget-api.md). */
export function widgetRoutes(app: FastifyInstance, deps: WidgetRouteDeps): void {
  const { store, answers, settings } = deps;
  const noMetrics = widgetMetrics(null);

  const read = { schema: { summary: 'The document of the learner widget' } };
  app.get('/learner_data/:dashboardId/:branch', read, async (request, reply) => {
    const { course, dashboardId, branchId } = await addressOf(request, deps);
    const { courseId } = course;
    const learnerId = await store.tableId(courseId, dashboardId);
    const byLearner = request.access === null || request.access.role === 'learner';
    if (request.access === null)
      deps.admit(request, { dashboardId, isNamed: learnerId !== null, changes: false });
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
    if (byLearner && request.method === 'GET' && isStorableId(dashboardId)) settings.noteLoad(own);
    reply.header('cache-control', 'no-store').type('application/json; charset=utf-8');
    return sendAscii(reply, widgetDocument({ dashboardId, branchId }, answer?.body ?? noMetrics, view));
  });

  for (const [path, kind] of CHANGES) {
    const written = describeChange(`Changes the learner’s settings: ${kind}`, REQUEST_BODIES[kind]);
    app.post(`/learner_data/${path}/:dashboardId/:branch`, written, async (request, reply) => {
      const { course, dashboardId } = await addressOf(request, deps);
      // An event says that the learner chose; nobody else may say so.
      if (request.access !== null && request.access.role !== 'learner') throw forbidden();
      if (!isStorableId(dashboardId))
        throw new Refusal('BAD_REQUEST', 400, 'The id holds control characters.');
      const change = REQUESTS[kind](request.body);
      if (request.access === null) {
        const isNamed = (await store.tableId(course.courseId, dashboardId)) !== null;
        deps.admit(request, { dashboardId, isNamed, changes: true });
      }
      await settings.change({ courseId: course.courseId, learnerId: dashboardId }, change);
      return reply.header('cache-control', 'no-store').send({ success: true });
    });
  }
}

/**
 * Any branch names its course. A learner's token opens its own ids only, and whatever else is asked for with it is
 * refused alike.
 *
 * @throws Refusal FORBIDDEN (403), UNKNOWN_COURSE (404)
 */
async function addressOf(request: FastifyRequest, deps: LearnerRouteDeps) {
  const { access } = request;
  const branchId = pathParameter(request, 'branch');
  const dashboardId = pathParameter(request, 'dashboardId');
  const course = await deps.directory.find(branchId);
  if (access?.role === 'learner') {
    const own = access.idKind === 'dashboard' ? access.id : (await idsOf(access, deps)).dashboardId;
    if (dashboardId !== own) throw forbidden();
    // Another course's branch looks like none at all.
    if (course === null || course.courseId !== access.courseId) throw unknownCourse();
    return { course, branchId, dashboardId };
  }
  if (access?.role === 'staff' && (course === null || !opensCourse(access, course.courseId)))
    throw forbidden();
  if (course === null) throw unknownCourse();
  const learner = { courseId: course.courseId, learnerId: dashboardId };
  if (access !== null && !(await mayRead(request, learner, deps))) throw forbidden();
  return { course, branchId, dashboardId };
}
