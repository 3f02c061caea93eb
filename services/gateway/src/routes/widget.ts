import type { FastifyInstance } from 'fastify';
import { widgetDocument } from '../documents/widget-document.ts';
import { pathParameter } from '../http/token-guard.ts';
import { initialSettings } from '../settings.ts';
import { type LearnerRouteDeps, unknownCourse } from './context.ts';

/** `GET /learner_data/{hashed_user_id}/{course_branch_id}` (widget-api.md). */
export function widgetRoutes(app: FastifyInstance, { store, directory, answers }: LearnerRouteDeps): void {
  app.get('/learner_data/:dashboardId/:branch', async (request, reply) => {
    const dashboardId = pathParameter(request, 'dashboardId');
    const branchId = pathParameter(request, 'branch');
    const course = await directory.find(branchId);
    if (course === null) throw unknownCourse();
    const asked = { dashboardId, branchId };
    const learnerId = await store.tableId(course.courseId, dashboardId);
    const answer =
      learnerId === null
        ? null
        : await answers.get({
            course,
            learnerId,
            dashboardId,
            profile: course.profile,
            form: `widget/${branchId}`,
            render: ({ figures }) => JSON.stringify(widgetDocument(asked, figures, initialSettings())),
          });
    const body = answer?.body ?? JSON.stringify(widgetDocument(asked, null, initialSettings()));
    return reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(body);
  });
}
