import type { ProfileName } from '@learning-tracker/metrics';
import type { Telemetry } from '@learning-tracker/runtime';
import type { LearnerRef } from '@learning-tracker/storage';
import { LRUCache } from 'lru-cache';
import { entityTag } from '../http/etag.ts';
import type { Completeness } from './completeness.ts';
import type { KnownCourse } from './course-directory.ts';
import type { FiguresReader, LearnerFigures } from './figures-reader.ts';
import type { GatewayStore } from './gateway-store.ts';

/** An answer as it is sent. */
export interface Answer {
  /** The same for all forms of one learner's figures, so that a page can compare itself with `/v1`. */
  readonly etag: string;
  readonly body: string;
}

export interface AnswerRequest {
  readonly course: KnownCourse;
  readonly learnerId: string;
  readonly dashboardId: string | null;
  readonly profile: ProfileName;
  /** Names the form of the document and whatever else `render` uses, so that two never share a kept answer. */
  readonly form: string;
  readonly render: (figures: LearnerFigures, complete: boolean) => string;
}

export interface Answers {
  /** Null where the course has no such learner. */
  get(request: AnswerRequest): Promise<Answer | null>;
}

interface KeptAnswer extends Answer {
  readonly version: string;
}

/**
 * Keeps answers as text and asks the store for revisions only: a learner's parts are read, and figures made,
 * when one of the versions they depend on has changed.
 */
export function createAnswers(deps: {
  readonly store: Pick<GatewayStore, 'meta'>;
  readonly figures: FiguresReader;
  readonly completeness: Completeness;
  readonly telemetry: Telemetry;
  readonly capacity: number;
}): Answers {
  const { store, figures, completeness, telemetry } = deps;
  const kept = new LRUCache<string, KeptAnswer>({ max: deps.capacity });

  return {
    async get(request) {
      const { course, learnerId, dashboardId, profile, form } = request;
      const learner: LearnerRef = { courseId: course.courseId, learnerId };
      const [meta, complete] = await Promise.all([store.meta(learner), completeness.of(learner)]);
      if (meta === null) return null;

      // Versions are taken before the parts are read: newer parts under an older version are made anew by the
      // next request, older parts under a newer version would stay.
      const resource = JSON.stringify([course.courseId, learnerId, profile]);
      const key = `${form} ${resource}`;
      const version = `${course.version} ${meta.revision} ${meta.publishedAt} ${meta.processedAt} ${complete} ${dashboardId}`;
      const present = kept.get(key);
      if (present?.version === version) {
        telemetry.count('learning_tracker_figure_cache_total', { result: 'hit' });
        return present;
      }
      telemetry.count('learning_tracker_figure_cache_total', { result: 'miss' });
      const read = await figures.learner(learner, profile);
      if (read === null) return null;
      const answer = {
        version,
        etag: entityTag(`${version} ${resource}`),
        body: request.render(read, complete),
      };
      kept.set(key, answer);
      return answer;
    },
  };
}
