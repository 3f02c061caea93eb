import { hash } from 'node:crypto';
import type { Logger } from '@learning-tracker/runtime';
import type { FastifyInstance } from 'fastify';
import { pathParameter, queryParameter } from '../http/path-parameter.ts';

/**
 * Logs what staff and operators read, and whom they have forgotten: who, which route of which course, with what outcome; the log line has the time.
 * A learner is named by a digest, which tells whoever knows the id whether it was read and nobody else whose it was;
 * figures are never logged.
 */
export function installAudit(scope: FastifyInstance, logger: Logger): void {
  scope.addHook('onResponse', (request, reply, done) => {
    const { access } = request;
    if (access !== null && access.role !== 'learner') {
      const courseId = pathParameter(request, 'course') || pathParameter(request, 'branch');
      const learnerId = pathParameter(request, 'learner') || pathParameter(request, 'dashboardId');
      logger.info(
        {
          audit: request.method === 'DELETE' ? 'forget' : 'read',
          who: access.subject,
          role: access.role,
          method: request.method,
          route: request.routeOptions.url ?? 'unknown',
          status: reply.statusCode,
          ...(courseId === '' ? {} : { courseId }),
          ...(learnerId === '' ? {} : { learner: learnerDigest(courseId, learnerId) }),
          ...(queryParameter(request, 'consent') === 'all' ? { consent: 'all' } : {}),
        },
        'audit',
      );
    }
    done();
  });
}

export function learnerDigest(courseId: string, learnerId: string): string {
  return hash('sha256', `${courseId}/${learnerId}`, 'hex').slice(0, 24);
}
