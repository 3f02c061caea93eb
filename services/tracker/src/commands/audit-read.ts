import { learnerDigest } from '@learning-tracker/gateway';
import type { Logger } from '@learning-tracker/runtime';

/**
 * Logs that an operator looked at one learner of a run, consent or not: these commands are for finding faults. What was
 * computed from an export folder is whoever's has the exports.
 */
export function auditRead(
  logger: Logger,
  command: string,
  { data }: { readonly data?: string },
  { courseId, learnerId }: { readonly courseId: string; readonly learnerId: string },
): void {
  if (data === undefined) return;
  const learner = learnerDigest(courseId, learnerId);
  logger.info({ audit: 'read', role: 'operator', command, courseId, learner, consent: 'all' }, 'audit');
}
